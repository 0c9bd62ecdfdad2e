import type { Entity, Relation, Sample } from './fact.ts';

/** What a program printed and how it ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  /** The first 500 characters, without secrets. */
  readonly stderr: string;
}

/**
 * The world as a collector may see it; everything is read-only, bounded, and ends at the deadline.
 * Real: `commands/ingest-state/outside-world.ts`; tests play recorded outputs.
 */
export interface World {
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Runs a program without a shell, with `PATH`, `HOME` and `LANG=C` only, in a process group of its
   * own that is killed at the deadline; at most 32 MiB of output. Null: there is no such program.
   */
  run(program: string, args: readonly string[]): Promise<ProgramResult | null>;
  /** A text of at most `maxBytes` (default 1 MiB); null: it is not there. Throws when it may not be read. */
  readFile(path: string, maxBytes?: number): Promise<string | null>;
  /** The names in a folder; null: it is not there. */
  readFolder(path: string): Promise<readonly string[] | null>;
  /** Where a symbolic link leads; null: there is none, or it may not be read. */
  readLink(path: string): Promise<string | null>;
  /** GET on loopback or a unix socket, JSON; null: nobody listens. Throws on anything but 200. */
  getJson(target: HttpTarget): Promise<unknown>;
  /** A variable of the environment that collectors may see (DOCKER_HOST, KUBECONFIG, HOME); null: unset. */
  variable(name: string): string | null;
}

/** Where a GET goes. */
export type HttpTarget =
  | { readonly socketPath: string; readonly path: string }
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>> };

/** What a collector gives; the runner adds times, redacts and counts. */
export interface Findings {
  /** `unavailable`: what it looks at does not exist here. `partial`: some of it could not be read. */
  readonly status: 'ok' | 'partial' | 'unavailable';
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  readonly samples: readonly Sample[];
  readonly warnings: readonly string[];
}

/** One kind of thing to look at. A file each in `src/infra/collectors/`. */
export interface Collector {
  /** `host`, `processes`, `sockets`, … */
  readonly name: string;
  /** One line for `--list`. */
  readonly summary: string;
  collect(world: World): Promise<Findings>;
}
