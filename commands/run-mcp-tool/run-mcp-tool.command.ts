import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import { parseDuration } from '../../src/core/duration.ts';
import type { ExitCode } from '../../src/core/exit-codes.ts';
import type { McpServerNaming } from '../../src/db/queries/find-mcp-servers.ts';
import type { CommandContext } from '../context.ts';
import { LocalContext, type FilesContext } from '../local-context.ts';
import type { ToolInput, ToolOptions, ToolOutput } from './tool-options.ts';

interface Flags {
  readonly list?: boolean;
  readonly schema?: boolean;
  readonly grep?: string;
  readonly by: McpServerNaming;
  readonly argsJson?: string;
  readonly argsFile?: string;
  readonly output?: ToolOutput;
  readonly saveDir?: string;
  readonly timeout?: number;
  readonly connectTimeout: number;
  readonly idleTimeout: number;
  readonly allowHttp?: boolean;
  readonly headerFile?: string;
  readonly acceptChanges?: boolean;
  readonly yes?: boolean;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
}

/** `llmgw run-mcp-tool`. */
export const runMcpToolCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    addWhat(command);
    addHow(command);
    addExamples(command, [
      { command: 'llmgw run-mcp-tool --list', what: 'the servers that are registered' },
      {
        command: 'llmgw run-mcp-tool github --list --grep issue',
        what: 'tools, and how to call them',
      },
      {
        command: 'llmgw run-mcp-tool github search_issues query=outage limit=5',
        what: 'call one; values become what its schema wants',
      },
      {
        command: `llmgw run-mcp-tool files write_file path=a.txt content=@a.txt --yes`,
        what: 'text from a file; a tool that may change things wants a yes',
      },
      {
        command: `echo '{"query":"outage"}' | llmgw run-mcp-tool github search_issues - --json`,
        what: 'arguments from a pipe, the result as one document',
      },
    ]);
  },

  run: call,

  async runAlone(command, host) {
    const context = new LocalContext(host);
    try {
      return await call(command, context);
    } finally {
      await context.close();
    }
  },
};

async function call(command: Command, context: FilesContext): Promise<ExitCode> {
  const { runMcpTool } = await import('./run-mcp-tool.run.ts');
  return runMcpTool(readOptions(command, context), context);
}

function addWhat(command: Command): void {
  command
    .argument('[server]', 'id, alias or name of a registered server, or a URL')
    .argument('[tool]', 'the tool to call, with or without the prefix of its server')
    .argument(
      '[arguments...]',
      'key=value, key:=json, key=@file, key:=@file, a JSON object, or - for one on stdin',
    )
    .option('--list', 'the tools of the server; without one, the servers')
    .option('--grep <text>', 'list only tools with this in name or description')
    .option('--schema', 'the JSON Schema of the tool, or of all of them')
    .addOption(
      new Option('--by <naming>', 'what the server is named by')
        .choices(['auto', 'id', 'name'])
        .default('auto'),
    )
    .option('--args-json <json>', 'the arguments as one JSON object')
    .option('--args-file <file>', 'the same from a file; - is stdin')
    .option('--header-file <file>', 'lines `name: value`, for a server named by its URL');
}

function addHow(command: Command): void {
  command
    .addOption(
      new Option('--output <format>', 'how the result is printed').choices([
        'text',
        'json',
        'raw',
        'table',
      ]),
    )
    .option('--save-dir <folder>', 'where images, sounds and files of the result are written')
    .option('--timeout <time>', 'for the call (default: of the server, else 60s)', parseTime)
    .option('--idle-timeout <time>', 'without a sign of life', parseTime, 30_000)
    .option('--connect-timeout <time>', 'to start and greet the server', parseTime, 15_000)
    .option('--allow-http', 'plain http to other machines')
    .option('-y, --yes', 'start this program, and call a tool that may change things')
    .option('--accept-changes', 'trust the tools as they are now')
    .option('--database-url-env <name>', 'variable with the URL of the database')
    .option('--database-url-file <file>', 'file with the URL of the database');
}

function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a time such as 30s, 5m, 1h.');
}

function readOptions(command: Command, { options }: FilesContext): ToolOptions {
  const flags = command.opts<Flags>();
  const [server = null, tool = null, ...words] = command.args;
  return {
    ...{ server, tool, by: flags.by },
    ...readWhat(flags),
    ...readHow(flags),
    input: readInput(words, flags),
    output: flags.output ?? (options.json ? 'json' : 'text'),
  };
}

/** No key begins with a brace, nor is one a dash. */
function readInput(words: readonly string[], { argsJson, argsFile }: Flags): ToolInput {
  const isJson = (word: string): boolean => word.startsWith('{');
  const isStdin = (word: string): boolean => word === '-';
  return {
    words: words.filter((word) => !isJson(word) && !isStdin(word)),
    json: [...(argsJson === undefined ? [] : [argsJson]), ...words.filter(isJson)],
    files: [...(argsFile === undefined ? [] : [argsFile]), ...(words.some(isStdin) ? ['-'] : [])],
  };
}

function readWhat({ list = false, schema = false, ...flags }: Flags) {
  return {
    schema,
    list: list || flags.grep !== undefined,
    grep: flags.grep ?? null,
    headerFile: flags.headerFile ?? null,
    database: {
      urlEnv: flags.databaseUrlEnv ?? null,
      urlFile: flags.databaseUrlFile ?? null,
      schema: null,
    },
  };
}

function readHow({ allowHttp = false, acceptChanges = false, yes = false, ...flags }: Flags) {
  return {
    ...{ allowHttp, acceptChanges, yes },
    saveDir: flags.saveDir ?? null,
    totalTimeoutMs: flags.timeout ?? null,
    connectTimeoutMs: flags.connectTimeout,
    idleTimeoutMs: flags.idleTimeout,
  };
}
