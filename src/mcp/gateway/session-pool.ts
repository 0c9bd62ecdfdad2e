import type { Clock, TimerHandle } from '../../core/clock.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { McpFault, type McpSession, type McpTool } from '../tool.ts';

/** Opens a connection; told when the server has other tools than before. */
export type OpenSession = (
  server: McpServerDefinition,
  onToolsChanged: () => void,
) => Promise<McpSession>;

/** What a pool is made of. */
export interface SessionPoolParts {
  readonly open: OpenSession;
  readonly clock: Clock;
  /** A connection nobody uses is closed after this, milliseconds. */
  readonly idleMs?: number;
}

interface Entry {
  /** Tells a definition from the one it replaces. */
  readonly mark: string;
  readonly session: Promise<McpSession>;
  tools: Promise<readonly McpTool[]> | null;
  /** Calls under way. */
  uses: number;
  timer: TimerHandle | null;
}

const IDLE_MS = 5 * 60_000;

/**
 * One connection for each server, opened when it is first needed and shared by all callers. What fails is let go
 * of, so that the next caller connects anew.
 */
export class SessionPool {
  readonly #parts: SessionPoolParts;
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(parts: SessionPoolParts) {
    this.#parts = parts;
  }

  /** The tools of a server, asked for once until it says that they have changed. Throws `McpFault`. */
  async tools(server: McpServerDefinition): Promise<readonly McpTool[]> {
    return this.#use(server, async (session, entry) => {
      entry.tools ??= session.listTools();
      return entry.tools;
    });
  }

  /** Lends the connection for as long as `work` takes. Throws `McpFault`, and what `work` throws. */
  async use<T>(server: McpServerDefinition, work: (session: McpSession) => Promise<T>): Promise<T> {
    return this.#use(server, work);
  }

  /** Closes every connection; nothing is left running when it resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#entries.keys()].map((id) => this.#drop(id)));
  }

  async #use<T>(
    server: McpServerDefinition,
    work: (session: McpSession, entry: Entry) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw new McpFault('unreachable', 'the gateway is stopping');
    const entry = this.#entryOf(server);
    entry.uses += 1;
    entry.timer?.cancel();
    try {
      return await work(await entry.session, entry);
    } catch (thrown) {
      if (isFatal(thrown)) this.#forget(server.id, entry);
      throw thrown;
    } finally {
      entry.uses -= 1;
      if (entry.uses === 0) this.#rest(server.id, entry);
    }
  }

  #entryOf(server: McpServerDefinition): Entry {
    const mark = markOf(server);
    const known = this.#entries.get(server.id);
    if (known?.mark === mark) return known;
    if (known !== undefined) this.#forget(server.id, known);
    const entry: Entry = {
      mark,
      session: this.#parts.open(server, () => {
        entry.tools = null;
      }),
      tools: null,
      uses: 0,
      timer: null,
    };
    this.#entries.set(server.id, entry);
    return entry;
  }

  /** Nobody uses it now: it is closed when that stays so. */
  #rest(id: string, entry: Entry): void {
    if (this.#entries.get(id) !== entry) {
      void closeOf(entry);
      return;
    }
    const { clock, idleMs = IDLE_MS } = this.#parts;
    entry.timer = clock.setTimer(idleMs, () => this.#forget(id, entry));
  }

  #forget(id: string, entry: Entry): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
    entry.timer?.cancel();
    if (entry.uses === 0) void closeOf(entry);
  }

  async #drop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.timer?.cancel();
    if (entry !== undefined) await closeOf(entry);
  }
}

async function closeOf({ session }: Entry): Promise<void> {
  const open = await session.catch(() => null);
  await open?.close();
}

/** Whether the connection is of no use any more; what a server says of one call does not mean that. */
function isFatal(thrown: unknown): boolean {
  if (!(thrown instanceof McpFault)) return false;
  return !['cancelled', 'invalid-arguments', 'unknown-tool', 'remote-error'].includes(thrown.kind);
}

/** Secrets count by their text: a key that was changed needs another connection. */
function markOf({ transport, auth }: McpServerDefinition): string {
  const fields = transport.kind === 'stdio' ? transport.env : transport.headers;
  const secrets = Object.entries(fields).map(([name, value]) => [name, value.reveal()]);
  return JSON.stringify([
    transport,
    secrets,
    auth.type,
    auth.value?.reveal(),
    auth.client?.secret.reveal(),
  ]);
}
