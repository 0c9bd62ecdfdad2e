import type { Question } from '../../src/infra/query/question.ts';
import type { Assertion } from '../../src/infra/query/assertion.ts';
import type { DatabaseFlags } from '../find-database.ts';

/** How an answer is printed. */
export type Format = 'table' | 'json' | 'ndjson' | 'csv' | 'md' | 'yaml';

/** What is asked for. */
export type Ask =
  | { readonly kind: 'list' }
  | { readonly kind: 'facts'; readonly question: Question; readonly named: string | null }
  | { readonly kind: 'sql'; readonly sql: string; readonly params: readonly string[] }
  | {
      readonly kind: 'changes';
      readonly question: Question;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'ask'; readonly text: string; readonly question: Question };

/** What the command line says. Times in milliseconds. */
export interface QueryOptions {
  readonly ask: Ask;
  readonly format: Format;
  /** Columns and fields to show; null: those that suit. */
  readonly columns: readonly string[] | null;
  readonly limit: number;
  readonly database: DatabaseFlags;
  readonly timeoutMs: number;
  /** Older than this is stale. */
  readonly staleAfterMs: number;
  readonly failEmpty: boolean;
  readonly assertion: Assertion | null;
  /** The gateway and the model for `--ask`. */
  readonly gateway: URL | null;
  readonly model: string | null;
}
