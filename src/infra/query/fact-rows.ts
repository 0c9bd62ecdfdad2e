import { describeDuration } from '../../core/duration.ts';
import { describeFact } from './describe-fact.ts';
import type { Fact } from './question.ts';

/** A row as it is printed. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows with the columns that suit a table of them. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
}

/** Facts as rows; in a table times are ages, for programs they are times. */
export function factRows(facts: readonly Fact[], nowMs: number, forPeople: boolean): Rows {
  const time = (ms: number | null): string | null => {
    if (ms === null) return null;
    return forPeople ? `${describeDuration(nowMs - ms)} ago` : new Date(ms).toISOString();
  };
  const rows = facts.map((fact) => ({
    kind: fact.kind,
    name: fact.name,
    host: fact.host,
    what: describeFact(fact),
    since: time(fact.sinceMs),
    seen: time(fact.lastSeenMs),
    key: fact.key,
    collector: fact.collector,
    body: fact.body,
    links: fact.links,
    samples: fact.samples,
  }));
  return { rows, columns: ['kind', 'name', 'host', 'what', 'since', 'seen'] };
}
