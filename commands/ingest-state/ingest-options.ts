import type { DatabaseFlags } from '../find-database.ts';

/** What the command line says. Times in milliseconds. */
export interface IngestOptions {
  /** Printed instead of running. */
  readonly print: 'list' | 'crontab' | 'systemd' | null;
  /** Names of collectors to run; null: all. */
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  /** How the host is called in the store; null: by its own name. */
  readonly host: string | null;
  /** For each collector. */
  readonly timeoutMs: number;
  readonly database: DatabaseFlags;
  readonly dryRun: boolean;
  /** A file for the state as a document, `-` for stdout. */
  readonly output: string | null;
  readonly ping: URL | null;
  readonly jitterMs: number;
  readonly skipIfRunning: boolean;
  /** So many failed runs in a row are no failure yet. */
  readonly tolerate: number;
  /** A share, 0 to 1. */
  readonly maxGone: number | null;
  readonly keepMs: number | null;
  readonly summary: boolean;
  /** A gateway to ask how its deployments are. */
  readonly gateway: URL | null;
  /** Files whose text is kept, and folders of git repositories, besides the config's own. */
  readonly files: readonly string[];
  readonly repos: readonly string[];
}
