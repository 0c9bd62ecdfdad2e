import type { Clock } from '../core/clock.ts';
import type { Database, Session } from '../db/database.ts';
import type { TokenSubject } from './token.ts';
import type { BackupRecord, WipeLog } from './types.ts';

/** Bounds of the transaction, in milliseconds. */
export interface WipeLimits {
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly countTimeoutMs: number;
}

/** Everything that a wipe works with, once nobody objects any more. */
export interface ExecuteInput {
  readonly database: Database;
  /** Does the work; nobody else uses it. */
  readonly session: Session;
  /** What was agreed to: it must still be there, unchanged, once the tables are locked. */
  readonly planned: TokenSubject;
  readonly limits: WipeLimits;
  /** How long the transaction may stand idle, in milliseconds: an exact copy is made meanwhile. */
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly runId: string;
  readonly log: WipeLog;
  /** Named points at which tests kill, throw or cut. Does nothing in production. */
  readonly failpoint: (name: string) => void;
  readonly signal: AbortSignal;
  /** Who does it, for the audit row; null: no audit row is written. */
  readonly actor: Readonly<Record<string, unknown>> | null;
  /** The copy that was made before the tables were locked. */
  readonly backup: BackupRecord | null;
  /** Makes the copy while writers wait, instead; null: no exact copy. */
  readonly exactBackup: (() => Promise<BackupRecord>) | null;
  /** Without a copy: the rows that were declared to be lost; they are counted again under the lock. */
  readonly discardRows: number | null;
}
