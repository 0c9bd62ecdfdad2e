import { expect, test } from '@jest/globals';
import { textOf, textsOf, without, withWarnings } from '../../../../src/routes/management/view.ts';

test('reads columns that may be missing or of another type', () => {
  expect([textOf({ a: 'x' }, 'a'), textOf({ a: 1 }, 'a'), textOf(undefined, 'a')]).toEqual([
    'x',
    null,
    null,
  ]);
  expect([textsOf({ a: ['x', 1] }, 'a'), textsOf({ a: null }, 'a')]).toEqual([['x'], []]);
});

test('leaves columns out', () => {
  expect(without({ a: 1, b: 2, c: 3 }, 'a', 'c')).toEqual({ b: 2 });
});

test('names what was ignored, briefly, when there is something', () => {
  expect(withWarnings({ a: 1 }, [])).toEqual({ a: 1 });
  const { warnings } = withWarnings({}, ['x'.repeat(1_000)]) as { warnings: string[] };
  expect(warnings[0]?.length).toBeLessThan(200);
});
