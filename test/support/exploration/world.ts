import { AT_REST, deadlineIn, type BreakerRecord } from '../../../src/resilience/breaker/record.ts';
import type { ProbeVerdict } from '../../../src/resilience/breaker/store.ts';

/** What may go wrong in a run, and how often. */
export interface Budget {
  readonly grants: number;
  readonly crashes: number;
  readonly pauses: number;
  /** Trips of a closed breaker. */
  readonly trips: number;
  /** The store goes back to before its last commit. */
  readonly failovers: number;
  /** The store comes back empty. */
  readonly losses: number;
  /** A tick that the store's clock makes and the processes' clocks do not. */
  readonly drifts: number;
}

/** One process, as far as the probe is concerned. */
export interface Process {
  readonly status: 'idle' | 'probing' | 'dead';
  /** Stopped for a while: its request goes on at the upstream, its timers do not. */
  readonly paused: boolean;
  /** It had a request for the breaker since the last tick. */
  readonly tried: boolean;
  readonly believesOpen: boolean;
  /** Of its probe: what it was granted, and the ticks until it aborts by itself. */
  readonly token: string;
  readonly epoch: number;
  readonly abortIn: number;
}

/** A command on its way to the store, as late as it likes. */
export type Message = {
  readonly epoch: number;
  /** It has arrived once and will arrive again. */
  readonly again: boolean;
} & (
  | { readonly kind: 'settle'; readonly token: string; readonly verdict: ProbeVerdict }
  | { readonly kind: 'trip' }
);

/** One state of store, network, processes and upstream together. */
export interface World {
  readonly record: BreakerRecord | null;
  /** What a fail-over would bring back; the record itself where none is left to happen. */
  readonly previous: BreakerRecord | null;
  readonly processes: readonly Process[];
  readonly messages: readonly Message[];
  readonly healthy: boolean;
  /** The token granted last, while it has neither been settled nor been lost; empty for none. */
  readonly granted: string;
  readonly left: Budget;
}

/** Time stands still in a world: a tick moves its deadlines instead. */
export const NOW = 1_000_000;
export const TICK_MS = 1_000;
/** The number that the next change gets: above every number that a packed world uses. */
export const NEXT_VERSION = 9;

export const OPEN_TICKS = 1;
export const LEASE_TICKS = 3;
/** Messages on their way at a time; one more is lost. */
export const MAX_MESSAGES = 2;

export const IDLE: Process = {
  status: 'idle',
  paused: false,
  tried: false,
  believesOpen: true,
  token: '',
  epoch: 0,
  abortIn: 0,
};

/** A breaker that has just opened, and processes that know. */
export function firstWorld(processes: number, left: Budget): World {
  const record: BreakerRecord = {
    ...AT_REST,
    state: 'OPEN',
    version: 1,
    epoch: 1,
    open: deadlineIn(OPEN_TICKS * TICK_MS, NOW),
  };
  return {
    record,
    previous: record,
    processes: Array.from({ length: processes }, () => IDLE),
    messages: [],
    healthy: false,
    granted: '',
    left,
  };
}
