import type { ValueClass } from '../crypto/classify.ts';
import type { ColumnCounts } from './types.ts';
import type { Examined } from './value-policy.ts';

type CountName = Exclude<keyof ColumnCounts, 'table' | 'column'>;

const NAME_OF: Readonly<Record<ValueClass, CountName | null>> = {
  new: 'alreadyNew',
  // Counted by its key, as are other classes that are on an old one.
  old: null,
  plain: 'plain',
  'plain-secret': 'plainSecret',
  foreign: 'foreign',
  corrupt: 'corrupt',
  double: 'double',
  empty: 'empty',
  lenient: 'lenient',
};

/** Counts of values, growing. */
export class Counts {
  rows = 0;
  values = 0;
  rewritten = 0;
  alreadyNew = 0;
  old = 0;
  plain = 0;
  plainSecret = 0;
  foreign = 0;
  corrupt = 0;
  double = 0;
  empty = 0;
  lenient = 0;
  skipped = 0;
  conflicts = 0;
  retries = 0;
  /** Values that are to be rewritten. */
  due = 0;

  /** Counts one value by its class. */
  see({ kind, isOld, isDue }: Examined): void {
    this.values++;
    const name = NAME_OF[kind];
    if (name !== null) this[name]++;
    if (isOld) this.old++;
    if (isDue) this.due++;
  }

  /** What no key opens although it looks as if one should. */
  get closed(): number {
    return this.foreign + this.corrupt;
  }

  add(other: Counts): void {
    for (const name of COUNT_NAMES) this[name] += other[name];
  }

  of(table: string, column: string): ColumnCounts {
    const { due: _due, ...counts } = this;
    return { table, column, ...counts };
  }
}

const COUNT_NAMES = [
  ...(['rows', 'values', 'rewritten', 'alreadyNew', 'old', 'plain', 'plainSecret'] as const),
  ...(['foreign', 'corrupt', 'double', 'empty', 'lenient', 'skipped'] as const),
  ...(['conflicts', 'retries', 'due'] as const),
];
