import { expect, test } from '@jest/globals';
import { checkRates } from '../../../src/access/check-rates.ts';
import type { LimitStore, LimitUsage } from '../../../src/access/limit-store.ts';
import { compileRates, type RateRule } from '../../../src/access/rate-rules.ts';
import { limits } from '../../support/access-rows.ts';

function store(usage: Partial<LimitUsage>): LimitStore {
  const full = { requests: 0, tokens: 0, parallel: 0, resetsInMs: 12_345, ...usage };
  return { usage: () => full, enter() {}, leave() {} };
}

function rule(given: Parameters<typeof limits>[0]): RateRule {
  const made = compileRates('api_key', 'hash', limits(given));
  if (made === null) throw new Error('no limit');
  return made;
}

test.each([
  [{ rpm: 5 }, { requests: 4 }, { requests: 5 }, 'requests', 13],
  [{ tpm: 5 }, { tokens: 4 }, { tokens: 6 }, 'tokens', 13],
  [{ parallel: 5 }, { parallel: 4 }, { parallel: 5 }, 'max_parallel_requests', 1],
  [{ rpm: 0 }, null, {}, 'requests', 13],
])('%j lets in at %j and stops at %j', (given, below, at, limitType, retryAfterS) => {
  if (below !== null) expect(checkRates([rule(given)], store(below), 0)).toBeNull();
  const refusal = checkRates([rule(given)], store(at), 0);
  expect(refusal).toMatchObject({ status: 429, retryAfterS });
  expect(refusal?.headers?.slice(0, 2)).toEqual(['rate_limit_type', limitType]);
});

test('without rules there is nothing to ask', () => {
  expect(checkRates([], store({ requests: 1e9 }), 0)).toBeNull();
});
