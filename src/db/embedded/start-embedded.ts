import type { Clock, TimerHandle } from '../../core/clock.ts';
import { isLlmgwError, messageOf } from '../../core/errors.ts';
import { Secret } from '../../core/secret.ts';
import { arrive, type Arrived, type Started, type Way } from './arrive.ts';
import { usualPlaces, type ProgramPlaces } from './find-binaries.ts';
import { openHome } from './home.ts';
import { pause } from './pause.ts';
import { stopPostmaster } from './postmaster.ts';
import { urlOf, type Seat } from './seat.ts';
import { boundLog } from './server-log.ts';
import { startFault } from './start-fault.ts';

/** A private PostgreSQL in use by us, and maybe by others. */
export interface EmbeddedPostgres {
  /** `postgresql://…?host=<folder of the socket>`: the same for all users, also after a crash. */
  readonly url: Secret;
  /** Safe to show: the folder. */
  readonly where: string;
  /** How it was when we came: not there at all, not running, or running. */
  readonly started: Started;
  /** Leaves it; the last user stops the server. Safe to repeat; never rejects. */
  release(): Promise<void>;
}

/** Where a private PostgreSQL is to live. */
export interface EmbeddedOptions {
  /** `.llmgw/postgres`, made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** For finding, making and starting it. Default 60,000. */
  readonly timeoutMs?: number;
  /** The variable PATH, to look for programs in. Default: only the usual places. */
  readonly searchPath?: string;
  /** Default: the package's programs, then `searchPath`, then the system's. */
  readonly places?: ProgramPlaces;
}

const TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const LOG_CHECK_MS = 10 * 60_000;
const RETRY_MS = 1_000;

/**
 * Uses the PostgreSQL in `folder`: joins the one that runs, starts it, or makes it first. When it
 * crashes while we use it, it is started again. Rejects with `E_NO_DATABASE` (no programs),
 * `E_CONFIG` (programs of another version than the data), `E_IO` (folder, disk, damaged data),
 * `E_REFUSED` (the socket's folder is somebody else's), `E_BUSY` (not ready in time).
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = openHome(options.folder);
  const end = new AbortController();
  const way: Way = {
    home,
    places: options.places ?? usualPlaces(home.folder, options.searchPath ?? ''),
    clock: options.clock,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    signal: end.signal,
  };
  try {
    return new SharedServer(way, end, await arrive(way));
  } catch (thrown) {
    // The rest is what the file system says: a full disk, a folder that was taken away.
    throw isLlmgwError(thrown) ? thrown : startFault(home, messageOf(thrown));
  }
}

class SharedServer implements EmbeddedPostgres {
  readonly url: Secret;
  readonly where: string;
  readonly started: Started;
  readonly #way: Way;
  readonly #end: AbortController;
  #seat: Seat;
  #returning: Promise<void> = Promise.resolve();
  #logCheck: TimerHandle;
  #released: Promise<void> | null = null;

  constructor(way: Way, end: AbortController, { seat, started }: Arrived) {
    this.url = new Secret(urlOf(way.home));
    this.where = way.home.folder;
    this.started = started;
    this.#way = way;
    this.#end = end;
    this.#seat = this.#watch(seat);
    this.#logCheck = this.#checkLogLater();
  }

  async release(): Promise<void> {
    this.#released ??= this.#leave();
    return this.#released;
  }

  async #leave(): Promise<void> {
    this.#end.abort();
    this.#logCheck.cancel();
    await this.#returning;
    const { home, clock } = this.#way;
    await this.#seat.leave(async () => stopPostmaster(home.data, clock, STOP_TIMEOUT_MS));
  }

  /** Without a seat we would not be counted, and the next one to leave would stop the server. */
  #watch(seat: Seat): Seat {
    seat.onLost(() => {
      if (!this.#end.signal.aborted) this.#returning = this.#return();
    });
    return seat;
  }

  async #return(): Promise<void> {
    while (!this.#end.signal.aborted) {
      try {
        const { seat } = await arrive(this.#way);
        this.#seat = this.#watch(seat);
        return;
      } catch {
        // The server's log says why; whoever queries meanwhile is told that it is not there.
        await pause(this.#way.clock, RETRY_MS);
      }
    }
  }

  #checkLogLater(): TimerHandle {
    return this.#way.clock.setTimer(LOG_CHECK_MS, () => {
      tryBoundLog(this.#way.home.log);
      this.#logCheck = this.#checkLogLater();
    });
  }
}

/** A full disk is no reason to end. */
function tryBoundLog(path: string): void {
  try {
    boundLog(path);
  } catch {
    // Next time, then.
  }
}
