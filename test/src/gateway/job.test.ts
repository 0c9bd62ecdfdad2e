import { describe, expect, test } from '@jest/globals';
import { timeLeftMs } from '../../../src/gateway/job.ts';
import { llmRequest, makeGateway, makeJob } from '../../support/gateway.ts';

describe('what is left of the time a request gave itself', () => {
  test('grows less while it is under way, and never below nothing', () => {
    const running = makeGateway();
    const job = makeJob(running, llmRequest({ timeout: 2 }));
    expect(timeLeftMs(job)).toBe(2_000);
    running.clock.advance(1_500);
    expect(timeLeftMs(job)).toBe(500);
    running.clock.advance(1_500);
    expect(timeLeftMs(job)).toBe(0);
  });

  test('is without end where it gave none', () => {
    expect(timeLeftMs(makeJob(makeGateway()))).toBe(Infinity);
  });
});
