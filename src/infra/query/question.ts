import type { FactChange } from '../../db/queries/infra-diff-facts.ts';
import type { FactCondition, FactRow, LinkRow } from '../../db/queries/infra-read-facts.ts';
import type { Freshness } from '../../db/queries/infra-read-current.ts';

/** What is asked. */
export interface Question {
  /** Plain words; null: everything that the rest allows. */
  readonly words: string | null;
  /** Empty: any kind. */
  readonly kinds: readonly string[];
  readonly host: string | null;
  readonly where: readonly FactCondition[];
  /** A moment in the past, epoch milliseconds; null: now. */
  readonly atMs: number | null;
  readonly limit: number;
}

/** A fact with what it has to do with others. */
export interface Fact extends FactRow {
  readonly links: readonly Omit<LinkRow, 'id'>[];
  /** The last values of what changes by itself. */
  readonly samples: Readonly<Record<string, number>>;
}

/** What is known. */
export interface Answer {
  readonly facts: readonly Fact[];
  /** There are more than the limit. */
  readonly truncated: boolean;
  /** How words were matched: all of them, any of them, or no words were asked for. */
  readonly matched: 'all' | 'any' | 'none';
  /** How fresh what was asked about is; the collectors of the facts first. */
  readonly freshness: readonly Freshness[];
}

/** What is not the same at two moments. */
export interface Difference {
  readonly changes: readonly FactChange[];
  readonly truncated: boolean;
}
