import type { RotationOptions } from '../../src/rotation/types.ts';
import type { DatabaseFlags } from '../find-database.ts';

/** What is to be done: `run` rewrites, the others only look. */
export type Action = 'plan' | 'run' | 'verify' | 'status';

/** Where a key comes from: never the command line itself. */
export type KeySource =
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'fd'; readonly fd: number }
  | { readonly kind: 'exec'; readonly command: string };

/** Which keys were named. */
export interface KeyFlags {
  /** Empty: the usual variables. */
  readonly old: readonly KeySource[];
  /** null: `LLMGW_NEW_SALT_KEY`. */
  readonly next: KeySource | null;
  /** Both come on stdin, a line each. */
  readonly stdin: boolean;
}

/** What `llmgw reencrypt-db` was asked. */
export interface ReencryptOptions {
  readonly action: Action;
  readonly keys: KeyFlags;
  readonly database: DatabaseFlags;
  readonly connectTimeoutMs: number;
  /** Without what is read from files. */
  readonly rotation: Omit<RotationOptions, 'catalogueExtra'>;
  /** A file with further columns; null: none. */
  readonly catalogueExtra: string | null;
  /** Where old values are kept; `default` is below `.llmgw/backups`, null nowhere. */
  readonly backup: string | null;
  /** Where the report is written besides stdout. */
  readonly report: string | null;
  readonly confirm: string | null;
  readonly yes: boolean;
  /** 2 when `plan` finds something to do. */
  readonly exitCode: boolean;
}
