import { describe, expect, test } from '@jest/globals';
import { callLimits } from '../../../src/gateway/call-limits.ts';
import { llmRequest, makeGateway, makeJob, type GatewayParts } from '../../support/gateway.ts';

const TIMEOUTS = {
  connectMs: 5_000,
  firstTokenMs: 60_000,
  firstTokenFailoverMs: 10_000,
  idleMs: 30_000,
  totalMs: 600_000,
};

function limitsOf(body: object, hasElsewhere: boolean, parts: GatewayParts = {}) {
  const running = makeGateway({ router: { timeouts: TIMEOUTS }, ...parts });
  const job = makeJob(running, llmRequest({ ...body }));
  return callLimits(job, running.deployment(), hasElsewhere);
}

describe('the limits of an attempt', () => {
  test('a whole answer has one limit', () => {
    expect(limitsOf({}, true)).toMatchObject({ firstLimitMs: 600_000, configuredMs: 600_000 });
  });

  test('a stream is given up sooner while somebody else could take the call', () => {
    expect(limitsOf({ stream: true }, true)).toMatchObject({
      firstLimitMs: 10_000,
      idleMs: 30_000,
      configuredMs: 10_000,
    });
    expect(limitsOf({ stream: true }, false).firstLimitMs).toBe(60_000);
  });

  test('but not where a model thinks before it speaks', () => {
    expect(limitsOf({ stream: true, reasoning_effort: 'high' }, true).firstLimitMs).toBe(60_000);
  });

  test('and not where a limit was written', () => {
    const router = { timeouts: { ...TIMEOUTS, firstTokenMs: 45_000, firstTokenFailoverMs: null } };
    expect(limitsOf({ stream: true }, true, { router }).firstLimitMs).toBe(45_000);
  });

  test('what the request wishes rules, and to be cut by it proves nothing', () => {
    expect(limitsOf({ stream: true, timeout: 3 }, true)).toEqual({
      firstLimitMs: 3_000,
      idleMs: 3_000,
      configuredMs: 10_000,
    });
    expect(limitsOf({ timeout: 3 }, false)).toMatchObject({
      firstLimitMs: 3_000,
      configuredMs: 600_000,
    });
  });
});
