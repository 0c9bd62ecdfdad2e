import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FleetWorld } from '../support/breaker-model/fleet-world.ts';
import { readTestEffort } from '../support/test-env.ts';

const RUNS = readTestEffort('TEST_MODEL_RUNS') ?? 200;

const request = fc.record({
  process: fc.nat(2),
  waitMs: fc.nat(120),
  // Longer than a lease, so that it has to be renewed, and longer than a probe may last.
  callMs: fc.oneof(fc.nat(100), fc.integer({ min: 1_000, max: 7_000 })),
});
/** Longer than the margin before the end of a lease. */
const delays = fc.array(fc.oneof(fc.nat(20), fc.nat(1_100)), { minLength: 20, maxLength: 60 });
const requests = fc.array(request, { minLength: 60, maxLength: 200 });

let probes = 0;

afterAll(() => {
  process.stdout.write(`breaker fleet: ${probes} probes in ${RUNS} runs of 3 processes\n`);
});

test('processes far from their store send one probe at a time, and close', async () => {
  const property = fc.asyncProperty(requests, delays, async (requests, delays) => {
    let messages = 0;
    const fleet = new FleetWorld(3, () => delays[messages++ % delays.length] ?? 0);
    for (const { process, waitMs, callMs } of requests) {
      fleet.call(process, callMs);
      await fleet.advance(waitMs);
    }
    fleet.healthy = true;
    // I10: open time, lease and probe, and a while for what is under way to be over.
    for (let call = 0; call < 150; call += 1) {
      fleet.call(call, 10);
      await fleet.advance(100);
    }
    probes += fleet.probes;
    expect(fleet.maxRunning).toBeLessThanOrEqual(1);
    expect(fleet.disorder).toBe(0);
    expect(fleet.breakers.map(({ state }) => state)).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  });
  const result = await fc.check(property, { seed: 20_260_101, numRuns: RUNS });
  expect(fc.defaultReportMessage(result)).toBeUndefined();
}, 3_600_000);
