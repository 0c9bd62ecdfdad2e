import type { Clock, TimerHandle } from '../../core/clock.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { McpFault, type McpSession, type McpTool } from '../tool.ts';

/** A server as one caller sees it. */
export interface PooledServer {
  readonly server: McpServerDefinition;
  /** Headers of the caller that are passed on; callers with others have a connection of their own. */
  readonly passedHeaders: Readonly<Record<string, string>>;
}

/** What the opening of a connection is told, and tells. */
export interface OpenEvents {
  /** The server has other tools than before. */
  readonly onToolsChanged: () => void;
  /** Aborted: nobody needs it any longer. */
  readonly signal: AbortSignal;
}

/** Opens a connection. Rejects with a `McpFault`. */
export type OpenSession = (of: PooledServer, events: OpenEvents) => Promise<McpSession>;

/** What a pool is made of. */
export interface SessionPoolParts {
  readonly open: OpenSession;
  readonly clock: Clock;
  /** A connection nobody uses is closed after this, milliseconds. */
  readonly idleMs?: number;
  /** How long a list of tools counts, of servers that do not say when it changes. */
  readonly listMs?: number;
  /** How long a list is waited for; a server that takes longer is left alone until it answers. */
  readonly waitMs?: number;
  /** A server that could not be reached is not tried again for so long. */
  readonly retryMs?: number;
}

interface Entry {
  /** Tells a definition from the one it replaces. */
  readonly mark: string;
  readonly session: Promise<McpSession>;
  /** Ends the opening of it. */
  readonly gone: AbortController;
  tools: { readonly list: Promise<readonly McpTool[]>; readonly at: number } | null;
  isOpen: boolean;
  /** A list was waited for in vain, and has not come yet. */
  isSlow: boolean;
  /** Calls under way. */
  uses: number;
  timer: TimerHandle | null;
}

const IDLE_MS = 5 * 60_000;
const LIST_MS = 60_000;
const WAIT_MS = 10_000;
const RETRY_MS = 15_000;

/**
 * One connection for each server, opened when it is first needed and shared by all callers. What fails is let go
 * of, so that the next caller connects anew.
 */
export class SessionPool {
  readonly #parts: SessionPoolParts;
  readonly #entries = new Map<string, Entry>();
  /** Why servers could not be reached, by the mark of what was tried. */
  readonly #faults = new Map<string, { readonly fault: McpFault; readonly until: number }>();
  #isClosed = false;

  constructor(parts: SessionPoolParts) {
    this.#parts = parts;
  }

  /** The tools of a server, asked for once until it says that they have changed. Throws `McpFault`. */
  async tools(of: PooledServer): Promise<readonly McpTool[]> {
    const { clock, waitMs = WAIT_MS } = this.#parts;
    if (this.#entries.get(keyOf(of))?.isSlow === true) throw tooSlow();
    const asked = this.toolsInTime(of);
    let timer: TimerHandle | null = null;
    const late = new Promise<never>((_resolve, reject) => {
      timer = clock.setTimer(waitMs, () => {
        const entry = this.#entries.get(keyOf(of));
        if (entry !== undefined) entry.isSlow = true;
        reject(tooSlow());
      });
    });
    return Promise.race([asked, late]).finally(() => timer?.cancel());
  }

  /** The same for somebody who needs this server: waited for as long as it may take to start. */
  async toolsInTime(of: PooledServer): Promise<readonly McpTool[]> {
    return this.#use(of, async (session, entry) => this.#list(session, entry));
  }

  async #list(session: McpSession, entry: Entry): Promise<readonly McpTool[]> {
    const { clock, listMs = LIST_MS } = this.#parts;
    const now = clock.now();
    if (entry.tools === null || now - entry.tools.at > listMs) {
      entry.tools = { list: session.listTools(), at: now };
    }
    const asked = entry.tools;
    try {
      const tools = await asked.list;
      entry.isSlow = false;
      return tools;
    } catch (thrown) {
      if (entry.tools === asked) entry.tools = null;
      throw thrown;
    }
  }

  /** Lends the connection for as long as `work` takes. Throws `McpFault`, and what `work` throws. */
  async use<T>(of: PooledServer, work: (session: McpSession) => Promise<T>): Promise<T> {
    return this.#use(of, work);
  }

  /** Closes every connection; nothing is left running when it resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#entries.keys()].map((key) => this.#drop(key)));
  }

  async #use<T>(
    of: PooledServer,
    work: (session: McpSession, entry: Entry) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw new McpFault('unreachable', 'the gateway is stopping');
    const [key, entry] = this.#entryOf(of);
    entry.uses += 1;
    entry.timer?.cancel();
    try {
      const session = await entry.session;
      entry.isOpen = true;
      return await work(session, entry);
    } catch (thrown) {
      if (isFatal(thrown)) this.#giveUp(key, entry, thrown);
      throw thrown;
    } finally {
      entry.uses -= 1;
      if (entry.uses === 0) this.#rest(key, entry);
    }
  }

  #entryOf(of: PooledServer): readonly [string, Entry] {
    const key = keyOf(of);
    const mark = markOf(of.server);
    const known = this.#entries.get(key);
    if (known?.mark === mark) return [key, known];
    if (known !== undefined) this.#forget(key, known);
    const failed = this.#faults.get(mark);
    if (failed !== undefined && failed.until > this.#parts.clock.now()) throw failed.fault;
    this.#faults.delete(mark);
    const gone = new AbortController();
    const entry: Entry = {
      ...{ mark, isOpen: false, isSlow: false },
      session: this.#parts.open(of, {
        signal: gone.signal,
        onToolsChanged() {
          entry.tools = null;
        },
      }),
      gone,
      tools: null,
      uses: 0,
      timer: null,
    };
    this.#entries.set(key, entry);
    return [key, entry];
  }

  /** Nobody uses it now: it is closed when that stays so. */
  #rest(key: string, entry: Entry): void {
    if (this.#entries.get(key) !== entry) {
      void closeOf(entry);
      return;
    }
    const { clock, idleMs = IDLE_MS } = this.#parts;
    entry.timer = clock.setTimer(idleMs, () => this.#forget(key, entry));
  }

  /** A server that was never reached gets some rest; a connection that broke is made anew at once. */
  #giveUp(key: string, entry: Entry, fault: McpFault): void {
    const { clock, retryMs = RETRY_MS } = this.#parts;
    const until = clock.now() + retryMs;
    if (!entry.isOpen) this.#faults.set(entry.mark, { fault, until });
    this.#forget(key, entry);
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.timer?.cancel();
    if (entry.uses === 0) void closeOf(entry);
  }

  async #drop(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    entry?.timer?.cancel();
    if (entry !== undefined) await closeOf(entry);
  }
}

function tooSlow(): McpFault {
  return new McpFault('timeout', 'it does not say in time which tools it has');
}

async function closeOf({ session, gone }: Entry): Promise<void> {
  gone.abort();
  const open = await session.catch(() => null);
  await open?.close();
}

/** Whether the connection is of no use any more; what a server says of one call does not mean that. */
function isFatal(thrown: unknown): thrown is McpFault {
  if (!(thrown instanceof McpFault)) return false;
  return !['cancelled', 'invalid-arguments', 'unknown-tool', 'remote-error'].includes(thrown.kind);
}

function keyOf({ server, passedHeaders }: PooledServer): string {
  const headers = Object.entries(passedHeaders).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([server.id, ...headers]);
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
