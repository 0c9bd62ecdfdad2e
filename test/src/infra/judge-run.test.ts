import { expect, test } from '@jest/globals';
import { judgeRun } from '../../../src/infra/judge-run.ts';
import { NOTHING_KNOWN } from '../../../src/infra/known-facts.ts';
import { snapshot, thing } from '../../support/infra-store.ts';

test.each([
  [['ok', 'unavailable', 'skipped'], 'ok'],
  [['ok', 'partial'], 'partial'],
  [['ok', 'failed'], 'partial'],
  [['failed', 'timeout'], 'failed'],
  [['timeout', 'unavailable'], 'partial'],
  [[], 'ok'],
] as const)('collectors that ended as %j make a run that is %s', (statuses, expected) => {
  const parts = statuses.map((status) => ({ collector: status, status }));
  expect(judgeRun(NOTHING_KNOWN, snapshot(0, ...parts)).status).toBe(expected);
});

test('the root says whether anything is different, in whatever order it was found', () => {
  const root = (...keys: readonly string[]): string =>
    judgeRun(NOTHING_KNOWN, snapshot(0, { entities: keys.map((key) => thing(key)) })).rootHash;
  expect(root('a', 'b')).toBe(root('b', 'a'));
  expect(root('a')).not.toBe(root('a', 'b'));
});
