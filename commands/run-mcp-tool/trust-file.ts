import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import type { ToolPins } from '../../src/mcp/pins/pin-tools.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';

/** What was agreed to of one server. */
export interface Trust {
  /** Hash of the command it may be started with; null: none was agreed to. */
  readonly command: string | null;
  /** The tools as they were; null: never seen. */
  readonly tools: ToolPins | null;
}

const SCHEMA = 'llmgw.mcp.trust/v1';
const NOTHING: Trust = { command: null, tools: null };

/**
 * What this user agreed to of one server: a file of its own below the state folder (`XDG_STATE_HOME`), never in
 * the working folder, which may have come from somebody else.
 */
export class TrustFile {
  readonly path: string;
  readonly #server: string;

  constructor(server: McpServerDefinition, { env, cwd }: Pick<Io, 'env' | 'cwd'>) {
    const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
    this.path = join(state, 'llmgw', 'mcp-trust', `${keyOf(server, cwd)}.json`);
    this.#server = server.name;
  }

  /** Throws `E_IO` when there is a file that cannot be read: trusting anew would hide a change. */
  read(): Trust {
    const text = this.#text();
    if (text === null) return NOTHING;
    try {
      const value: unknown = JSON.parse(text);
      if (isTrustDocument(value)) return value;
    } catch {
      // Told below.
    }
    throw this.#fault('this does not say what is trusted', null);
  }

  /** Whole or not at all. */
  write(trust: Trust): void {
    const draft = `${this.path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      const document = { schema: SCHEMA, server: this.#server, ...trust };
      writeFileSync(draft, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, this.path);
    } catch (cause) {
      throw this.#fault(`cannot write what is trusted: ${messageOf(cause)}`, cause);
    }
  }

  #text(): string | null {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return null;
      throw this.#fault(`cannot read what is trusted: ${messageOf(cause)}`, cause);
    }
  }

  #fault(message: string, cause: unknown): LlmgwError {
    const hint = 'look at it, then remove it: the server is trusted anew when it is used';
    return new LlmgwError('E_IO', message, { where: this.path, hint, cause: cause ?? undefined });
  }
}

/** The same program is another one in another folder: `node server.js`, `npx name`. */
function keyOf({ id, transport }: McpServerDefinition, cwd: string): string {
  const parts = [id, transport.kind === 'stdio' ? cwd : ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function isTrustDocument(value: unknown): value is Trust {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, command, tools }: { schema?: unknown; command?: unknown; tools?: unknown } =
    value;
  const isCommand = command === null || typeof command === 'string';
  return schema === SCHEMA && isCommand && (tools === null || isPins(tools));
}

function isPins(value: unknown): value is ToolPins {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((definition) => typeof definition === 'string');
}
