import { LlmgwError, messageOf } from '../../core/errors.ts';
import type { Clock } from '../../core/clock.ts';
import { createCluster } from './create-cluster.ts';
import { findBinaries, type ProgramPlaces } from './find-binaries.ts';
import { readMajor, type Home } from './home.ts';
import { launchServer } from './launch-server.ts';
import { pause } from './pause.ts';
import { removeStaleLocks } from './postmaster.ts';
import { takeSeat, type Arrival, type Seat } from './seat.ts';
import { isTaken, startFault, tooLate } from './start-fault.ts';
import { takeTurn } from './start-turn.ts';

/** How the server came to be there: made and started, started, or found running. */
export type Started = 'created' | 'started' | 'joined';

/** What it takes to arrive. */
export interface Way {
  readonly home: Home;
  readonly places: ProgramPlaces;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Aborted when nobody wants to arrive any more. */
  readonly signal: AbortSignal;
}

/** A seat at the server, and how it came to be there. */
export interface Arrived {
  readonly seat: Seat;
  readonly started: Started;
}

const POLL_MS = 10;
/** Another server has the data: it is about to answer, or to end. */
const TAKEN_PAUSE_MS = 100;

/**
 * Joins the server, and starts it when nobody has. Rejects with `E_NO_DATABASE`, `E_CONFIG`, `E_IO`,
 * or `E_BUSY` after the time-out.
 */
export async function arrive(way: Way): Promise<Arrived> {
  const deadline = way.clock.now() + way.timeoutMs;
  for (;;) {
    way.signal.throwIfAborted();
    const arrival = await knock(way.home);
    if (arrival.kind === 'seated') return { seat: arrival.seat, started: 'joined' };
    const arrived = arrival.kind === 'absent' ? await startInTurn(way, deadline) : null;
    if (arrived !== null) return arrived;
    checkTime(way, deadline, arrival);
    await pause(way.clock, POLL_MS);
  }
}

async function knock(home: Home): Promise<Arrival> {
  try {
    return await takeSeat(home);
  } catch (thrown) {
    throw new LlmgwError('E_IO', `the private PostgreSQL cannot be used: ${messageOf(thrown)}`, {
      where: home.socketFolder,
      hint: 'run as the user whose server it is, or set DATABASE_URL',
    });
  }
}

function checkTime(way: Way, deadline: number, arrival: Arrival): void {
  if (way.clock.now() <= deadline) return;
  const why =
    arrival.kind === 'not-yet'
      ? arrival.why
      : 'nobody answers, and another process has its data or is starting it';
  throw tooLate(way.home, way.timeoutMs, why);
}

/** Null: it is another's turn, or another's server was first. */
async function startInTurn(way: Way, deadline: number): Promise<Arrived | null> {
  const giveBack = takeTurn(way.home.folder, way.clock);
  if (giveBack === null) return null;
  try {
    // Whoever had the turn before may have started it.
    const arrival = await knock(way.home);
    if (arrival.kind === 'seated') return { seat: arrival.seat, started: 'joined' };
    return arrival.kind === 'absent' ? await start(way, deadline) : null;
  } finally {
    giveBack();
  }
}

async function start(way: Way, deadline: number): Promise<Arrived | null> {
  const { home, places, clock } = way;
  const major = readMajor(home.data);
  const programs = await findBinaries({ major, account: home.account }, places);
  if (major === null) {
    await createCluster(home, programs, Math.max(1, deadline - clock.now()));
    // Another process may have been quicker, with other programs.
    if (readMajor(home.data) !== programs.major) return null;
  }
  removeStaleLocks(home, clock);
  const seat = await launchAndJoin(way, programs, deadline);
  return seat === null ? null : { seat, started: major === null ? 'created' : 'started' };
}

async function launchAndJoin(
  way: Way,
  programs: Parameters<typeof launchServer>[1],
  deadline: number,
): Promise<Seat | null> {
  const launch = launchServer(way.home, programs);
  for (;;) {
    const hasExited = launch.hasExited();
    const arrival = await knock(way.home);
    if (arrival.kind === 'seated') return arrival.seat;
    if (hasExited) {
      if (isTaken(launch.said())) {
        await pause(way.clock, TAKEN_PAUSE_MS);
        return null;
      }
      throw startFault(way.home, launch.said());
    }
    // It goes on starting: recovery may take long, and the next one will find it done.
    checkTime(way, deadline, arrival);
    way.signal.throwIfAborted();
    await pause(way.clock, POLL_MS);
  }
}
