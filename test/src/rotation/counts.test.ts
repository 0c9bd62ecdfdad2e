import { expect, test } from '@jest/globals';
import { Counts } from '../../../src/rotation/counts.ts';
import { columnCounts } from '../../support/rotation-literals.ts';

const NOTHING = { kid: null, isOld: false, isDue: false, bare: null, opened: null };

test('values are counted by class, and by whether they are on an old key', () => {
  const counts = new Counts();
  counts.see({ ...NOTHING, kind: 'old', isOld: true, isDue: true });
  counts.see({ ...NOTHING, kind: 'double', isOld: true, isDue: true });
  counts.see({ ...NOTHING, kind: 'double' });
  counts.see({ ...NOTHING, kind: 'corrupt' });
  counts.see({ ...NOTHING, kind: 'foreign' });
  counts.see({ ...NOTHING, kind: 'new' });
  expect(counts).toMatchObject({ values: 6, old: 2, double: 2, due: 2, alreadyNew: 1, closed: 2 });
});

test('counts add up, and are told for a column', () => {
  const counts = new Counts();
  counts.see({ ...NOTHING, kind: 'plain' });
  counts.rows = 1;
  const sum = new Counts();
  sum.add(counts);
  sum.add(counts);
  expect(sum.of('T', 'c')).toEqual(
    columnCounts({ table: 'T', column: 'c', rows: 2, values: 2, plain: 2 }),
  );
});
