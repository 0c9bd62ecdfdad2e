import { LlmgwError } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { mayDestroy } from '../../src/mcp/tool-policy.ts';
import type { McpCallResult, McpProgress, McpSession, McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { askPerson } from './ask.ts';
import { hidingSecretsOf, toJson, visible, type HideSecrets } from './hide-secrets.ts';
import { readInput } from './read-input.ts';
import { renderAsTable, renderText, withSavedMedia } from './render-result.ts';
import { mediaSaver } from './save-media.ts';
import type { ToolOptions } from './tool-options.ts';

const USUAL_TIMEOUT_MS = 60_000;

/** One call. */
export interface Call {
  readonly server: McpServerDefinition;
  readonly tool: McpTool;
  readonly options: ToolOptions;
  readonly signal: AbortSignal;
}

/** Calls the tool once its arguments fit and somebody agrees, and prints what comes of it. */
export async function callTool(
  session: McpSession,
  call: Call,
  context: FilesContext,
): Promise<ExitCode> {
  const { server, tool, options, signal } = call;
  const named = server.alias ?? server.name;
  const values = await readInput(tool, options.input, { server: named, context, signal });
  await confirm(call, context);
  const hide = hidingSecretsOf(server);
  const line = new ProgressLine(context, hide);
  const startedAt = context.clock.now();
  const result = await session
    .callTool({
      name: tool.name,
      arguments: values,
      signal,
      onProgress: (progress) => line.show(progress),
      ...timeoutsOf(call),
    })
    .finally(() => line.clear());
  const durationMs = Math.round(context.clock.now() - startedAt);
  context.io.stdout.write(hide(render(session, { ...call, result, durationMs }, context)));
  if (!result.isError) return EXIT.ok;
  throw new LlmgwError('E_REMOTE', visible(`${tool.name} of ${server.name} says that it failed`), {
    hint: 'what it says is the result; --schema shows what the tool takes',
  });
}

function timeoutsOf({ server, options }: Call) {
  const totalTimeoutMs = options.totalTimeoutMs ?? server.timeoutMs ?? USUAL_TIMEOUT_MS;
  return { totalTimeoutMs, idleTimeoutMs: Math.min(options.idleTimeoutMs, totalTimeoutMs) };
}

async function confirm(
  { server, tool, options, signal }: Call,
  context: FilesContext,
): Promise<void> {
  if (options.yes || !mayDestroy(tool)) return;
  const name = visible(`${tool.name} of ${server.name}`);
  await askPerson(
    {
      text: `${name} may change things. Call it?`,
      refusal: `${name} may change things, and there is nobody to ask`,
      hint: 'add --yes',
      signal,
    },
    context,
  );
}

interface Done extends Call {
  readonly result: McpCallResult;
  readonly durationMs: number;
}

function render(session: McpSession, done: Done, { io }: FilesContext): string {
  const { server, tool, options, result, durationMs } = done;
  const save = mediaSaver(options.saveDir, { cwd: io.cwd, tool: tool.name });
  if (options.output === 'text') return renderText(result, save);
  if (options.output === 'table') return renderAsTable(result, save);
  const content = withSavedMedia(result, options.saveDir === null ? null : save);
  const { isError, structuredContent } = result;
  const parts = { isError, content, ...(structuredContent === null ? {} : { structuredContent }) };
  if (options.output === 'raw') return `${toJson(parts)}\n`;
  const document = {
    schema: 'llmgw.mcp.call/v1',
    server: { ...namesOf(server), transport: session.transport },
    tool: tool.name,
    ...parts,
    durationMs,
    protocolVersion: session.protocolVersion,
  };
  return `${toJson(document)}\n`;
}

/** A URL may hold a key. */
function namesOf({ id, name, source }: McpServerDefinition) {
  return { id: source === 'url' ? null : id, name };
}

/** One line on a terminal that says how far the call is. */
class ProgressLine {
  readonly #context: FilesContext;
  readonly #hide: HideSecrets;
  #isShown = false;

  constructor(context: FilesContext, hide: HideSecrets) {
    this.#context = context;
    this.#hide = hide;
  }

  show({ progress, total, message }: McpProgress): void {
    const { io, options } = this.#context;
    if (!io.stderr.isTty || options.quiet) return;
    const share = total === null ? String(progress) : `${progress}/${total}`;
    const text = visible(this.#hide(`${share} ${message ?? ''}`));
    io.stderr.write(`\r\u001b[K${text.slice(0, io.stderr.columns - 1)}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) this.#context.io.stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}
