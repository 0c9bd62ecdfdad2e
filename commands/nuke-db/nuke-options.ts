import type { WipeRequest } from '../../src/wipe/types.ts';
import type { Overrides } from '../../src/wipe/guards.ts';
import type { DatabaseFlags } from '../find-database.ts';

/** What `nuke-db` is told to do. */
export type NukeOptions = PlanOptions | RunOptions | MarkOptions;

/** Which wipe is meant, and how carefully it is looked at. Times in milliseconds. */
export interface SurveyOptions {
  readonly database: DatabaseFlags;
  readonly request: WipeRequest;
  readonly countTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly watchMs: number;
  readonly overrides: Overrides;
  readonly backup: BackupOptions;
  readonly confirm: string | null;
}

export interface BackupOptions {
  /** null: below `.llmgw/backups`. */
  readonly folder: string | null;
  readonly format: 'auto' | 'pg_dump' | 'rows';
  /** Writers wait while the copy is made. */
  readonly exact: boolean;
  readonly timeoutMs: number;
}

export interface PlanOptions extends SurveyOptions {
  readonly action: 'plan';
  /** 2 when there is something to do. */
  readonly exitCode: boolean;
}

export interface RunOptions extends SurveyOptions {
  readonly action: 'run';
  readonly lockTimeoutMs: number;
  readonly logFormat: 'text' | 'json';
  readonly audit: boolean;
}

export interface MarkOptions {
  readonly action: 'mark';
  readonly database: DatabaseFlags;
  /** null: take the mark away. */
  readonly environment: string | null;
  readonly production: string | null;
}
