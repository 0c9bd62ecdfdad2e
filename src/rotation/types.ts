import type { Clock } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { SaltKey } from '../crypto/salt-key.ts';
import type { SealFormat } from '../crypto/formats.ts';
import type { Queryable, Session } from '../db/database.ts';

/** What a rotation is asked to do. Times in milliseconds. */
export interface RotationOptions {
  readonly mode: 'atomic' | 'online';
  /** `keep`: each value keeps the shape it has. */
  readonly format: 'keep' | SealFormat;
  /** Rows of a page. */
  readonly batch: number;
  /** How often a row that changed meanwhile is read again. */
  readonly maxRetries: number;
  /** Tables, or `Table.column`, to keep to; empty: all. */
  readonly only: readonly string[];
  /** Also the copies in the audit log. */
  readonly includeHistory: boolean;
  readonly skipUndecryptable: boolean;
  readonly encryptPlaintext: boolean;
  readonly unwrapDouble: boolean;
  /** Search everything that is not in the catalogue for ciphertext. */
  readonly scan: boolean;
  /** Further columns that hold ciphertext, as a file of the operator's lists them. */
  readonly catalogueExtra: readonly CatalogueEntry[];
  readonly acceptMixedState: boolean;
  readonly allowLiveLitellm: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly maxDurationMs: number;
  /** How long, after the commit, late writers are waited for and swept up. */
  readonly settleMs: number;
}

/** Keys: `next` null for a plan without a new key. */
export interface RotationKeys {
  readonly old: readonly SaltKey[];
  readonly next: SaltKey | null;
}

/** One column that holds ciphertext. */
export interface CatalogueEntry {
  readonly table: string;
  /** Columns of the primary key. */
  readonly primaryKey: readonly string[];
  readonly column: string;
  /** `json`: string leaves of a jsonb document; `text`: the column itself. */
  readonly kind: 'json' | 'text';
  /** Which leaves: all strings, those behind the `litellm_enc::` marker, or JSON within strings too. */
  readonly leaves: 'every' | 'marked' | 'nested';
  /** Of the history: copies that LiteLLM never rewrites. */
  readonly history: boolean;
}

/** Everything an engine works with. */
export interface RotationInput {
  readonly session: Session;
  readonly schema: string;
  readonly keys: RotationKeys;
  readonly options: RotationOptions;
  readonly clock: Clock;
  readonly runId: string;
  readonly progress: (event: RotationProgress) => void;
  /** Called for each page before it is rewritten; resolves when the old values are safe on disk. */
  readonly backup: BackupWriter | null;
  /** Named points at which tests kill, throw or cut. Does nothing in production. */
  readonly failpoint: (name: string) => void;
  /** Aborts between pages: the transaction is rolled back. */
  readonly signal: AbortSignal;
  /** Asks on another connection; with it a lost answer to COMMIT is settled within the run. */
  readonly reconnect?: <T>(work: (db: Queryable) => Promise<T>) => Promise<T>;
}

/** Takes old values before they are overwritten. */
export interface BackupWriter {
  add(row: BackupRow): void;
  /** Resolves when everything added is on disk, read back and compared. */
  seal(): Promise<{ readonly path: string; readonly sha256: string; readonly bytes: number }>;
}

/** One old value: ciphertext, never plaintext. */
export interface BackupRow {
  readonly table: string;
  readonly column: string;
  readonly pk: readonly string[];
  /** The column as text, exactly. */
  readonly old: string;
}

/** What the engine tells while it works. */
export type RotationProgress =
  | { readonly kind: 'phase'; readonly phase: RotationPhase }
  | {
      readonly kind: 'rows';
      readonly table: string;
      /** Rows done and rows in all; values rewritten so far; since the phase began. */
      readonly done: number;
      readonly total: number;
      readonly values: number;
      readonly elapsedMs: number;
    }
  | { readonly kind: 'waiting'; readonly reason: string; readonly attempt: number }
  /** Told before COMMIT is sent: with it the next run settles what became of a lost answer. */
  | { readonly kind: 'transaction'; readonly xid: string };

export type RotationPhase =
  'connect' | 'lock' | 'plan' | 'prove' | 'backup' | 'rewrite' | 'verify' | 'commit' | 'settle';

/** Values of one column, by class. */
export interface ColumnCounts {
  readonly table: string;
  readonly column: string;
  readonly rows: number;
  readonly values: number;
  readonly rewritten: number;
  readonly alreadyNew: number;
  /** On an old key, in any of its layers (also counted as `double` or `lenient`): due. After a run: left. */
  readonly old: number;
  readonly plain: number;
  readonly plainSecret: number;
  readonly foreign: number;
  readonly corrupt: number;
  readonly double: number;
  readonly empty: number;
  readonly lenient: number;
  readonly skipped: number;
  readonly conflicts: number;
  readonly retries: number;
}

/** Where a value is that needs somebody's attention. Never the value. */
export interface ValuePlaceNote {
  readonly table: string;
  readonly column: string;
  /** Shortened where the key of the row is itself a hash of a secret. */
  readonly pk: string;
  /** JSON pointer; empty for a text column. */
  readonly pointer: string;
  readonly class:
    'foreign' | 'corrupt' | 'double' | 'lenient' | 'plain-secret' | 'uncatalogued' | 'contended';
  /** What to do about it, e.g. the line for `--catalogue-extra`. */
  readonly hint: string | null;
}

/** What was found before anything is written. */
export interface RotationPlan {
  readonly database: DatabaseIdentity;
  readonly registryHash: string;
  readonly kids: { readonly old: readonly string[]; readonly next: string | null };
  readonly columns: readonly ColumnCounts[];
  /** Catalogue entries whose table or column this database does not have: `Table.column`. */
  readonly absent: readonly string[];
  readonly notes: readonly ValuePlaceNote[];
  /** Notes beyond the first thousand are only counted. */
  readonly notesDropped: number;
  readonly scan: readonly ScanResult[];
  /** Models (rows of ProxyModelTable) in all. */
  readonly models: number;
  readonly liveSessions: readonly LiveSession[];
  readonly estimate: { readonly seconds: number; readonly walBytes: number };
  readonly pooled: boolean;
  /** Ciphertext that lives elsewhere and dies with the old key: sentences. */
  readonly outside: readonly string[];
  /** Binds `--confirm` to this database, these keys and this amount of work. */
  readonly confirmToken: string;
}

/** One column that the catalogue does not name and that was searched. */
export interface ScanResult {
  readonly table: string;
  readonly column: string;
  readonly rows: number;
  /** Share of the rows that was looked at, in (0, 1]. */
  readonly sampled: number;
  readonly hits: number;
}

export interface LiveSession {
  readonly pid: number;
  readonly application: string;
  readonly state: string;
}

export interface DatabaseIdentity {
  readonly name: string;
  readonly host: string;
  readonly serverVersion: string;
  readonly systemIdentifier: string | null;
  readonly schema: string;
}

/** How a run ended. */
export type RotationOutcome =
  | 'done'
  | 'done-with-skips'
  | 'nothing-to-do'
  | 'planned'
  | 'key-proof-failed'
  | 'undecryptable'
  | 'uncatalogued'
  | 'verification-failed'
  | 'refused'
  | 'busy'
  | 'unreachable'
  | 'partial'
  | 'interrupted'
  | 'failed';

/** Everything a run says at its end, also when it failed. */
export interface RotationReport {
  readonly runId: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly mode: 'atomic' | 'online';
  readonly format: string;
  readonly outcome: RotationOutcome;
  /** The code of what stopped it, where that was not the rotation itself: `E_IO` of a backup. */
  readonly error?: ErrorCode;
  /** Whether anything in the database is other than before; null: not known (the answer to COMMIT was lost). */
  readonly changed: boolean | null;
  /** In words: what happened, and what to do next. */
  readonly message: string;
  readonly next: readonly string[];
  readonly plan: RotationPlan | null;
  readonly columns: readonly ColumnCounts[];
  readonly models: { readonly done: number; readonly total: number };
  readonly batches: number;
  readonly rowsPerSecond: number;
  readonly valuesPerSecond: number;
  readonly maxLockMs: number;
  readonly peakRssBytes: number;
  /** `pg_current_xact_id()` of the (last) transaction that wrote; settles a lost COMMIT. */
  readonly xid: string | null;
  readonly backup: {
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
  } | null;
  readonly verify: {
    readonly checked: number;
    readonly bad: number;
    readonly oldLeft: number;
  } | null;
  readonly residue: {
    readonly auditLogValues: number | null;
    readonly deadTupleBytes: number | null;
  };
}
