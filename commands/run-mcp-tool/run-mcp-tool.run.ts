import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { VERSION } from '../../src/cli/version.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { Secret } from '../../src/core/secret.ts';
import { allowedCommands } from '../../src/mcp/client/command-policy.ts';
import { openProgram, type TransportOptions } from '../../src/mcp/client/open-program.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { findTool } from '../../src/mcp/tool-policy.ts';
import { McpFault, type McpSession, type McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { callTool } from './call-tool.ts';
import { checkAccess } from './check-access.ts';
import { checkDrift } from './check-drift.ts';
import { allServers, chooseServer } from './choose-server.ts';
import { explainFault } from './explain-fault.ts';
import { hidingSecretsOf, visible, withoutControls } from './hide-secrets.ts';
import { listServers, listTools } from './list-tools.ts';
import type { ToolOptions } from './tool-options.ts';
import { TrustFile } from './trust-file.ts';

/** Lists or calls the tools of an MCP server, under the policy it is registered with. */
export async function runMcpTool(options: ToolOptions, context: FilesContext): Promise<ExitCode> {
  const { io } = context;
  if (options.server === null) {
    if (!options.list) throw noServer();
    io.stdout.write(listServers(await allServers(options, context), options.output));
    return EXIT.ok;
  }
  const gone = new AbortController();
  let code: ExitCode = EXIT.interrupted;
  const leave = (how: ExitCode) => (): void => {
    code = how;
    gone.abort();
  };
  const release = [
    io.onSignal('SIGINT', leave(EXIT.interrupted)),
    io.onSignal('SIGTERM', leave(EXIT.terminated)),
  ];
  try {
    return await serveCall(options.server, options, { context, signal: gone.signal });
  } catch (thrown) {
    if (!gone.signal.aborted) throw thrown;
    io.stderr.write('cancelled\n');
    return code;
  } finally {
    for (const off of release) off();
  }
}

interface Run {
  readonly context: FilesContext;
  readonly signal: AbortSignal;
}

async function serveCall(asked: string, options: ToolOptions, run: Run): Promise<ExitCode> {
  const { context, signal } = run;
  const server = withHeaders(await chooseServer(asked, options, context), options, context);
  const trust = new TrustFile(server, context.io);
  const tail = new Tail();
  let session: McpSession | null = null;
  try {
    await checkAccess(server, { options, trust, signal }, context);
    session = await open(server, options, { ...run, tail });
    return await work(session, { server, options, trust, run });
  } catch (thrown) {
    if (thrown instanceof McpFault && !signal.aborted) tail.show(server, context);
    throw explainFault(thrown, server);
  } finally {
    await session?.close();
  }
}

async function open(
  server: McpServerDefinition,
  { connectTimeoutMs }: ToolOptions,
  { context, signal, tail }: Run & { readonly tail: Tail },
): Promise<McpSession> {
  const { variables } = context.environment();
  const isVerbose = context.options.verbosity > 0;
  const hide = hidingSecretsOf(server);
  const say = (text: string): void => context.io.stderr.write(`${withoutControls(hide(text))}\n`);
  const options = {
    ...{ clock: context.clock, connectTimeoutMs, signal, environment: context.io.env },
    allowedCommands: allowedCommands(variables),
    onStderr: (line: string) => (isVerbose ? say(line) : tail.keep(line)),
  };
  const way = start(server, options);
  const { connectServer } = await import('../../src/mcp/connect-server.ts');
  const session = await connectServer(server, {
    ...{ ...options, version: VERSION, way },
    ...(isVerbose && { onLog: (level: string, text: string) => say(`${level}: ${text}`) }),
  });
  if (isVerbose) say(`${session.transport}, protocol ${session.protocolVersion ?? 'unknown'}`);
  return session;
}

/** A program wakes up while the library that speaks with it is loaded. */
function start({ transport, unusable }: McpServerDefinition, options: TransportOptions) {
  if (transport.kind !== 'stdio' || unusable !== null) return null;
  const way = openProgram(transport, options);
  way.transport.begin();
  return way;
}

interface Work {
  readonly server: McpServerDefinition;
  readonly options: ToolOptions;
  readonly trust: TrustFile;
  readonly run: Run;
}

async function work(session: McpSession, { server, options, trust, run }: Work): Promise<ExitCode> {
  const { context, signal } = run;
  const tools = await session.listTools(signal);
  const tool = options.tool === null ? null : chooseTool(server, tools, options.tool);
  const onlyLooks = options.list || options.schema || tool === null;
  const looked = onlyLooks ? null : tool;
  await checkDrift({ server, tools, tool: looked, accept: options.acceptChanges, trust }, context);
  if (looked !== null) return callTool(session, { server, tool: looked, options, signal }, context);
  if (tool === null && !options.list && !options.schema) throw noTool(server);
  const shown = tool === null ? tools : [tool];
  context.io.stdout.write(hidingSecretsOf(server)(listTools(server, shown, options)));
  return EXIT.ok;
}

function chooseTool(
  server: McpServerDefinition,
  tools: readonly McpTool[],
  asked: string,
): McpTool {
  const found = findTool(server, tools, asked);
  if (found.kind === 'found') return found.tool;
  if (found.kind === 'forbidden') {
    throw new LlmgwError(
      'E_REFUSED',
      `${found.name} is not among the tools that are allowed of ${server.name}`,
      {
        hint: 'see allowed_tools and disallowed_tools of its registration',
      },
    );
  }
  const { meant } = found;
  throw new LlmgwError(
    'E_NO_INPUT',
    `${server.name} has no tool ${JSON.stringify(asked.slice(0, 80))}`,
    {
      hint: meant === null ? '--list shows its tools' : `did you mean ${meant}? It was not called`,
    },
  );
}

/** Credentials for a server nobody registered come from a file, never from the command line. */
function withHeaders(
  server: McpServerDefinition,
  { headerFile }: ToolOptions,
  { io }: FilesContext,
): McpServerDefinition {
  const { transport } = server;
  if (headerFile === null || transport.kind === 'stdio') return server;
  const headers = { ...transport.headers, ...readHeaders(resolve(io.cwd, headerFile)) };
  return { ...server, transport: { ...transport, headers } };
}

function readHeaders(file: string): Readonly<Record<string, Secret>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read the headers: ${messageOf(cause)}`, {
      where: file,
      hint: 'check the path given with --header-file',
    });
  }
  const pairs = text.split(/\r?\n/).map((line) => /^([\w-]+):\s*(.*\S)\s*$/.exec(line));
  return Object.fromEntries(
    pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', new Secret(pair[2] ?? '')]])),
  );
}

/** What a server printed last: shown when it fails. */
class Tail {
  readonly #lines: string[] = [];

  keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > 20) this.#lines.shift();
  }

  show(server: McpServerDefinition, { io, options }: FilesContext): void {
    if (this.#lines.length === 0 || options.quiet) return;
    const text = this.#lines.map((line) => `  ${line.slice(0, 500)}\n`).join('');
    io.stderr.write(
      `${visible(server.name)} printed last:\n${withoutControls(hidingSecretsOf(server)(text))}`,
    );
  }
}

function noServer(): LlmgwError {
  return new LlmgwError('E_USAGE', 'which server?', {
    hint: '`llmgw run-mcp-tool --list` shows those that are registered',
  });
}

function noTool({ name }: McpServerDefinition): LlmgwError {
  return new LlmgwError('E_USAGE', `which tool of ${name}?`, {
    hint: `\`llmgw run-mcp-tool ${name} --list\` shows its tools`,
  });
}
