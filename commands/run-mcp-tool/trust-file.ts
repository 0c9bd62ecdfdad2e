import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import type { ToolPins } from '../../src/mcp/pins/pin-tools.ts';

/** What was agreed to of one server. */
export interface Trust {
  /** Hash of the command line it may be started with; null: none was agreed to. */
  readonly command: string | null;
  /** The tools as they were; null: never seen. */
  readonly tools: ToolPins | null;
}

type Servers = Readonly<Record<string, Trust>>;

const SCHEMA = 'llmgw.mcp.trust/v1';
const NOTHING: Trust = { command: null, tools: null };

/** What this machine agreed to, by id of the server: `.llmgw/mcp-trust.json` of the working folder. */
export class TrustFile {
  readonly path: string;

  constructor(cwd: string) {
    this.path = join(cwd, '.llmgw', 'mcp-trust.json');
  }

  /** Throws `E_IO` when there is a file that cannot be read: trusting anew would hide a change. */
  of(server: string): Trust {
    const servers = this.#read();
    return Object.hasOwn(servers, server) ? (servers[server] ?? NOTHING) : NOTHING;
  }

  /** Whole or not at all. */
  set(server: string, trust: Trust): void {
    const document = { schema: SCHEMA, servers: { ...this.#read(), [server]: trust } };
    const draft = `${this.path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      writeFileSync(draft, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.path);
    } catch (cause) {
      throw this.#fault(`cannot write what is trusted: ${messageOf(cause)}`, cause);
    }
  }

  #read(): Servers {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (cause) {
      const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (isMissing) return {};
      throw this.#fault(`cannot read what is trusted: ${messageOf(cause)}`, cause);
    }
    try {
      const value: unknown = JSON.parse(text);
      if (isTrustDocument(value)) return value.servers;
    } catch {
      // Told below.
    }
    throw this.#fault('this is no list of trusted servers', null);
  }

  #fault(message: string, cause: unknown): LlmgwError {
    const hint = 'look at it, then remove it: servers are trusted anew as they are used';
    return new LlmgwError('E_IO', message, { where: this.path, hint, cause: cause ?? undefined });
  }
}

function isTrustDocument(value: unknown): value is { readonly servers: Servers } {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, servers }: { schema?: unknown; servers?: unknown } = value;
  return schema === SCHEMA && typeof servers === 'object' && servers !== null;
}
