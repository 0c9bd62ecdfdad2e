/** Which tables are meant: a named group, or exact names. */
export type Scope = 'data' | 'spend' | 'keys' | 'models' | 'all' | 'tables';

/** How rows go: `truncate` at once, `delete` while readers go on. Scope `all` drops the tables. */
export type Method = 'truncate' | 'delete';

/** What is to be wiped. */
export interface WipeRequest {
  readonly scope: Scope;
  /** With scope `tables`: exact names; else empty. */
  readonly tables: readonly string[];
  readonly method: Method;
  /** With scope `all`: `_prisma_migrations` too. */
  readonly withMigrations: boolean;
}

/** A table that loses its rows. */
export interface Target {
  readonly oid: number;
  readonly name: string;
  readonly rows: number;
  /** `rows` is the server's guess: counting took too long. */
  readonly estimated: boolean;
  /** With indexes and partitions. */
  readonly bytes: number;
  /** Tables that rows are really in, with their schemas; empty where it is not partitioned. */
  readonly partitions: readonly TableName[];
}

export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** A table that stays as it is. */
export interface Kept {
  readonly name: string;
  /** `known`: LiteLLM's, but not meant this time. */
  readonly origin: 'known' | 'migrations' | 'foreign';
  /** By the statistics; -1: never counted. */
  readonly estimate: number;
}

/** Something of others that hangs on a target: nothing can be done before it is settled. */
export interface Hindrance {
  readonly kind: 'foreign-key' | 'view' | 'inherits';
  /** `schema.table` that hangs. */
  readonly by: string;
  readonly on: string;
  /** Of the constraint or view. */
  readonly name: string;
}

/** What a wipe would meet in a database, at one moment. */
export interface Manifest {
  readonly schema: string;
  /** Sorted by oid: the order in which they are locked. */
  readonly targets: readonly Target[];
  /** Views that go with scope `all`. */
  readonly views: readonly string[];
  readonly kept: readonly Kept[];
  /** Other schemas of users. */
  readonly otherSchemas: readonly string[];
  readonly hindrances: readonly Hindrance[];
  /** `table.trigger`: code of others that runs along. */
  readonly triggers: readonly string[];
  /** Names of targets so that those who refer come before those they refer to. */
  readonly childrenFirst: readonly string[];
}

/** Which database it is, for people and for the token. */
export interface Identity {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly databaseOid: number;
  readonly schema: string;
  /** As the server sees itself; null over a unix socket. */
  readonly serverAddress: string | null;
  readonly role: string;
  readonly version: string;
  readonly major: number;
  readonly systemIdentifier: string | null;
  readonly standby: boolean;
  readonly bytes: number;
  /** What the database says it is for; null: nothing. */
  readonly marker: string | null;
}

/** Tells what happens, one line each; never values, never secrets. */
export type WipeLog = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A kept copy. */
export interface BackupRecord {
  /** Absolute. */
  readonly folder: string;
  readonly format: 'pg_dump' | 'rows';
  readonly bytes: number;
  /** Of the manifest: it holds the sums of everything else. */
  readonly sha256: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** Rows of a table before and after. */
export interface TableOutcome {
  readonly table: string;
  readonly before: number;
  readonly estimated: boolean;
  readonly after: number;
  /** Rows that waited for the lock and came in after the commit; null: not known. */
  readonly arrivedAfter: number | null;
}

/** What a wipe that was committed came to. Times in milliseconds. */
export interface WipeResult {
  readonly tables: readonly TableOutcome[];
  readonly dropped: boolean;
  readonly xid: string;
  readonly lockWaitMs: number;
  readonly lockHeldMs: number;
  /** The answer to COMMIT was lost; a second look settled it. */
  readonly settled: boolean;
  readonly backup: BackupRecord | null;
  /** Relations that were compared and had not moved. */
  readonly untouched: number;
  readonly warnings: readonly string[];
}
