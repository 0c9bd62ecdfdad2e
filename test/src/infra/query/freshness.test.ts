import { expect, test } from '@jest/globals';
import { describeFreshness, freshnessOf } from '../../../../src/infra/query/freshness.ts';
import { portFact } from '../../../support/infra-facts.ts';

const fresh = {
  ...{ host: 'gw-1', collector: 'sockets', lastOkMs: 60_000, lastTryMs: 60_000, lastStatus: 'ok' },
  ...{ lastError: null, unavailableRuns: 0 },
};
const old = {
  ...fresh,
  collector: 'docker',
  lastOkMs: 0,
  lastTryMs: 50_000,
  lastStatus: 'timeout',
};
const never = { ...fresh, collector: 'gpus', lastOkMs: null, lastStatus: 'unavailable' };
const judging = { nowMs: 120_000, options: { staleAfterMs: 90_000 }, question: { atMs: null } };

test('an answer is as old as the oldest look it rests on', () => {
  const view = freshnessOf({ facts: [portFact()], freshness: [fresh, old, never] }, judging);
  expect(view).toMatchObject({ asOf: '1970-01-01T00:01:00.000Z', stale: false, warnings: [] });
  expect(describeFreshness(view)).toBe(
    'as of 1970-01-01T00:01:00.000Z (last look 60 s ago) on gw-1\n',
  );
});

test('without facts, as old as any; what is stale says what became of it', () => {
  const view = freshnessOf({ facts: [], freshness: [fresh, old, never] }, judging);
  expect(view.stale).toBe(true);
  expect(view.warnings).toEqual([
    'docker of gw-1 was last seen 2 min ago (last try 70 s ago: timeout)',
  ]);
});

test('the past does not age, and nobody may have looked', () => {
  const past = { ...judging, question: { atMs: 1_000 } };
  expect(freshnessOf({ facts: [], freshness: [old] }, past)).toMatchObject({
    ...{ stale: false, asOf: '1970-01-01T00:00:01.000Z' },
  });
  expect(describeFreshness(freshnessOf({ facts: [], freshness: [] }, judging))).toContain(
    'nobody has looked',
  );
});
