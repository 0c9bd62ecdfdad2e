import type { McpServerNaming } from '../../src/db/queries/find-mcp-servers.ts';
import type { DatabaseFlags } from '../find-database.ts';

/** How a result is printed. */
export type ToolOutput = 'text' | 'json' | 'raw' | 'table';

/** What `llmgw run-mcp-tool` is asked. */
export interface ToolOptions {
  /** null: none was named, which only `--list` allows. */
  readonly server: string | null;
  readonly tool: string | null;
  readonly by: McpServerNaming;
  readonly input: ToolInput;
  /** Show the tools, or servers where none is named. */
  readonly list: boolean;
  readonly schema: boolean;
  /** Only tools that have this in their name or description. */
  readonly grep: string | null;
  readonly output: ToolOutput;
  /** Where images, sounds and files of a result go; null: they are only named. */
  readonly saveDir: string | null;
  /** For the call; null: what the server is registered with, else a minute. */
  readonly totalTimeoutMs: number | null;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly allowHttp: boolean;
  /** A file with `name: value` lines, for a server that is named by its URL. */
  readonly headerFile: string | null;
  readonly acceptChanges: boolean;
  readonly yes: boolean;
  readonly database: DatabaseFlags;
}

/** The arguments for the tool, as they were given. */
export interface ToolInput {
  /** `key=value` and its kin. */
  readonly words: readonly string[];
  /** JSON objects. */
  readonly json: readonly string[];
  /** Files with a JSON object; `-` is standard input. */
  readonly files: readonly string[];
}
