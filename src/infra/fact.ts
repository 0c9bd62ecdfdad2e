/** Plain JSON, as it is stored. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One thing that exists on a host: a process, a port, a unit, a deployment. Secrets are out already. */
export interface Entity {
  /** `host`, `process`, `port`, `unit`, `timer`, `container`, `image`, `gpu`, `repo`, `file`, `deployment`, … */
  readonly kind: string;
  /** What it is known by over time, unique within kind and host: `tcp/0.0.0.0/4000`, never a pid. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** What is true of it until it changes. Nothing that changes by itself (load, uptime, pid). */
  readonly body: { readonly [key: string]: Json };
}

/** `from` does `rel` to `to`: process listens port, container publishes port, host runs process. */
export interface Relation {
  readonly from: EntityRef;
  readonly rel: string;
  readonly to: EntityRef;
}

/** Kind and key of an entity of the same host. */
export interface EntityRef {
  readonly kind: string;
  readonly key: string;
}

/** A number that changes by itself: kept as its last value, never as history. */
export interface Sample {
  readonly of: EntityRef;
  /** With its unit: `memory_used_bytes`. */
  readonly name: string;
  readonly value: number;
}

/** How a collector ended. `unavailable`: what it looks at does not exist here (no docker socket). */
export type CollectorStatus = 'ok' | 'partial' | 'timeout' | 'failed' | 'unavailable' | 'skipped';

/** What one collector found. Only `ok` says that what is absent is gone. */
export interface Collected {
  readonly collector: string;
  readonly status: CollectorStatus;
  /** Epoch milliseconds. */
  readonly observedAt: number;
  readonly durationMs: number;
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  readonly samples: readonly Sample[];
  /** How many secrets were taken out. */
  readonly redactions: number;
  readonly warnings: readonly string[];
  /** Why it is not `ok`; without secrets. */
  readonly error?: string;
}

/** Everything of one host at one time. */
export interface Snapshot {
  readonly host: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  readonly collectors: readonly Collected[];
}
