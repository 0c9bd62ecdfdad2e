import { Client } from 'pg';
import { codeOf } from '../../core/service-fault.ts';
import { DATABASE, SUPERUSER } from './create-cluster.ts';
import type { Home } from './home.ts';

const TIMEOUT_MS = 5_000;
/** The users' lock is held by every user; the leavers' lock lets one leave after the other. */
const USERS = 1;
const LEAVERS = 2;

const SHARE = 'SELECT pg_try_advisory_lock_shared($1) AS taken';
const TAKE = 'SELECT pg_try_advisory_lock($1) AS taken';
const UNSHARE = 'SELECT pg_advisory_unlock_shared($1)';
const WAIT = 'SELECT pg_advisory_lock($1)';

/** What became of an attempt to use the server. */
export type Arrival =
  | { readonly kind: 'seated'; readonly seat: Seat }
  /** Nobody listens. */
  | { readonly kind: 'absent' }
  /** It is starting, stopping, or full: worth waiting for. */
  | { readonly kind: 'not-yet'; readonly why: string };

/**
 * One user of the server: a connection of its own that holds a lock together with those of all other
 * users. The server takes the lock back when the connection ends, however it ends: a user that is
 * killed is not counted any more.
 */
export class Seat {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Calls `tell` when the connection is gone: the server crashed, or restarted its processes. */
  onLost(tell: () => void): void {
    this.#client.once('end', tell);
  }

  /**
   * Gives the seat up. When it was the last one, `stop` is called while nobody can take a new one.
   * Users leave one after the other: of two at once neither would be the last.
   */
  async leave(stop: () => Promise<unknown>): Promise<void> {
    try {
      await this.#client.query(WAIT, [LEAVERS]);
      if (await wins(this.#client, TAKE)) await stop();
      // By itself the server might free the leavers' lock first, and the next one would see us.
      else await this.#client.query(UNSHARE, [USERS]);
    } catch {
      // The server is gone, and our seat with it.
    } finally {
      await this.#client.end().catch(() => undefined);
    }
  }
}

/** Tries to join the server. Rejects when it is there and will not have us. */
export async function takeSeat(home: Home): Promise<Arrival> {
  const client = new Client({
    host: home.socketFolder,
    port: 5432,
    user: SUPERUSER,
    password: '',
    // Not the database itself: locks there are its own, and it may be dropped and made anew.
    database: 'postgres',
    application_name: 'llmgw user',
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // Without a listener a connection that breaks would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    if (await wins(client, SHARE)) return { kind: 'seated', seat: new Seat(client) };
    await client.end();
    return { kind: 'not-yet', why: 'its last user has just left' };
  } catch (thrown) {
    client.end().catch(() => undefined);
    return explain(thrown);
  }
}

/** Where clients of the server connect, as a URL. */
export function urlOf(home: Home): string {
  const host = encodeURIComponent(home.socketFolder);
  return `postgresql://${SUPERUSER}@localhost/${DATABASE}?host=${host}`;
}

async function wins(client: Client, text: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(text, [USERS]);
  return rows[0]?.taken === true;
}

const ABSENT = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR']);
const NOT_YET: Readonly<Record<string, string>> = {
  '57P03': 'it is starting, recovering or stopping',
  '57P01': 'it is stopping',
  '57P02': 'it is recovering from a crash',
  '53300': 'all its connections are in use',
  ECONNRESET: 'it is stopping',
  EPIPE: 'it is stopping',
  EAGAIN: 'too many wait for a connection',
};

function explain(thrown: unknown): Arrival {
  const code = codeOf(thrown);
  if (ABSENT.has(code)) return { kind: 'absent' };
  const why = NOT_YET[code] ?? (isCut(thrown) ? 'it does not answer' : undefined);
  if (why === undefined) throw thrown;
  return { kind: 'not-yet', why };
}

/** pg gives these no code. */
function isCut(thrown: unknown): boolean {
  return (
    thrown instanceof Error && /terminated|timeout|timed out|not queryable/i.test(thrown.message)
  );
}
