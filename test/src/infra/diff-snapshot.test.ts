import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  applyDiff,
  diffFacts,
  refKey,
  relationKey,
  type Facts,
} from '../../../src/infra/diff-snapshot.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const facts: fc.Arbitrary<Facts> = fc.record({
  entities: fc.array(fc.tuple(name, fc.constantFrom('1', '2', '3'))).map((pairs) => new Map(pairs)),
  relations: fc.array(name).map((names) => new Set(names)),
});

test('apply(diff(a, b), a) is b', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      expect(applyDiff(diffFacts(a, b), a)).toEqual(b);
    }),
    { numRuns: 1_000 },
  );
});

test('diff(a, b) undoes diff(b, a)', () => {
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      const [there, back] = [diffFacts(a, b), diffFacts(b, a)];
      expect(new Set(there.opened.keys())).toEqual(back.closed);
      expect(there.linked).toEqual(back.unlinked);
      expect([...there.changed.keys()].sort()).toEqual([...back.changed.keys()].sort());
    }),
  );
});

test('diff(a, a) is nothing', () => {
  fc.assert(
    fc.property(facts, (a) => {
      const { opened, changed, closed, linked, unlinked } = diffFacts(a, a);
      const sizes = [opened, changed, closed, linked, unlinked].map(({ size }) => size);
      expect(sizes).toEqual([0, 0, 0, 0, 0]);
    }),
  );
});

test('entities and relations are told apart by all that names them', () => {
  const a = { kind: 'port', key: 'tcp/*/1' };
  const b = { kind: 'process', key: 'x' };
  expect(refKey(a)).not.toBe(refKey(b));
  expect(relationKey({ from: b, rel: 'listens', to: a })).not.toBe(
    relationKey({ from: a, rel: 'listens', to: b }),
  );
});
