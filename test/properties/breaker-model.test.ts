import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BreakerWorld, SMALL_SETTINGS } from '../support/breaker-model/breaker-world.ts';
import { admit, end } from '../support/breaker-model/call-commands.ts';
import * as fleet from '../support/breaker-model/fleet-commands.ts';
import { runs } from '../support/breaker-model/generators.ts';
import { inLockstep, type Pair, type Sight } from '../support/breaker-model/lockstep.ts';
import { BreakerModel } from '../support/breaker-model/model.ts';
import { readTestEffort } from '../support/test-env.ts';

const SEED = 20_260_101;
const RUNS = readTestEffort('TEST_MODEL_RUNS') ?? 1_000;

function makePair(options: { probes: number; watched: boolean }): Pair {
  const { probes, watched } = options;
  const settings = { ...SMALL_SETTINGS, permittedNumberOfCallsInHalfOpenState: probes };
  const [model, real] = [new BreakerModel(settings), new BreakerWorld(settings)];
  return { model, real, seen: new Set(), watched };
}

/** I10: with a store and a healthy upstream it closes within open time, lease and probe. */
async function recover(pair: Pair): Promise<void> {
  const { real, model } = pair;
  const { waitDurationInOpenStateMaxMs: openMs, probeLeaseMs, probeTimeoutMs } = model.settings;
  real.store.down = false;
  pair.watched = true;
  await inLockstep(pair, () => fleet.override(pair, null, 0));
  await inLockstep(pair, () => real.advance(model.settings.holdMaxMs));
  // Operators and peers of these runs open for up to thirty seconds.
  const latest = real.now + Math.max(30_000, openMs) + probeLeaseMs + probeTimeoutMs;
  while (model.state !== 'CLOSED') {
    expect(real.now).toBeLessThanOrEqual(latest);
    await inLockstep(pair, () => real.advance(1_000));
    await inLockstep(pair, () => fleet.acquireProbe(pair, 'stream', 60_000));
    await inLockstep(pair, () => fleet.settleProbe(pair, 'ok', 'silent'));
  }
}

/** I7, I9: what is settled once leaves nothing behind. */
async function settleAll(pair: Pair): Promise<void> {
  const { real } = pair;
  while (real.permits.length > 0) {
    await inLockstep(pair, () => end(pair, 0, { as: 'neutral' }));
  }
  expect(real.breaker.snapshot(real.now).window.inFlight).toBe(0);
}

const met = new Map<Sight, number>();

afterAll(() => {
  const shares = [...met].map(([sight, count]) => `${sight} ${((count / RUNS) * 100).toFixed(0)}%`);
  process.stdout.write(`breaker model: of ${RUNS} runs reached ${shares.sort().join(', ')}\n`);
});

test('a breaker does what a naive model of it does, and ends closed and empty', async () => {
  const setUp = fc.record({ probes: fc.constantFrom(1, 2), watched: fc.boolean() });
  const property = fc.asyncProperty(runs, setUp, async (run, options) => {
    const pair = makePair(options);
    await fc.asyncModelRun(() => ({ model: pair, real: null }), run);
    await recover(pair);
    await settleAll(pair);
    for (const sight of pair.seen) met.set(sight, (met.get(sight) ?? 0) + 1);
  });
  const result = await fc.check(property, { seed: SEED, numRuns: RUNS });
  expect(fc.defaultReportMessage(result)).toBeUndefined();
}, 3_600_000);

test('its runs get to where it is interesting', () => {
  const floors: [Sight, number][] = [
    ['HALF_OPEN', 0.6],
    ['ramp', 0.5],
    ['late verdict', 0.4],
    ['stale message', 0.3],
    ['without a store', 0.2],
    ['lost lease', 0.05],
    ['quarantine', 0.05],
    ['fenced settle', 0.03],
  ];
  const missed = floors.filter(([sight, floor]) => (met.get(sight) ?? 0) < floor * RUNS);
  expect(missed).toEqual([]);
});

/** Runs that once disagreed. */
test.each<[string, ((pair: Pair) => Promise<void> | void)[]]>([
  [
    'the verdict of a probe that began without a store is void when the next one runs',
    [
      ({ real }) => void (real.store.down = true),
      (pair) => fleet.peerTrips(pair, 100, false),
      (pair) => fleet.tripByHand(pair, 0),
      (pair) => fleet.acquireProbe(pair, 'stream', 5_000),
      ({ real }) => void (real.store.down = false),
      fleet.deliverAll,
      ({ real }) => real.advance(4_000),
      (pair) => fleet.acquireProbe(pair, 'stream', 60_000),
      ({ real }) => real.advance(2_000),
      (pair) => fleet.settleProbe(pair, 'ok', 'silent'),
    ],
  ],
  [
    'what others closed is not told as closed here, when an operator asks for something else',
    [
      (pair) => fleet.tripByHand(pair, 0),
      fleet.peerAsks,
      (pair) => fleet.peerSettles(pair, 'ok'),
      (pair) => fleet.override(pair, null, 0),
    ],
  ],
  [
    'an operator whose time has run out holds back no verdict',
    [
      ...Array.from({ length: 10 }, () => (pair: Pair) => admit(pair, 'stream')),
      (pair) => fleet.override(pair, 'DISABLED', 100),
      ({ real }) => real.advance(1_300),
      (pair) => end(pair, 0, { as: 'failure', failure: 'silent' }),
    ],
  ],
  [
    'traffic comes back from the closing on, not from the end of an older hold',
    [
      (pair) => fleet.peerHolds(pair, 10),
      (pair) => fleet.tripByHand(pair, 0),
      fleet.deliverAll,
      ({ real }) => real.clock.advance(1_000),
      fleet.peerAsks,
      (pair) => fleet.peerSettles(pair, 'ok'),
      fleet.deliverAll,
    ],
  ],
])('%s', async (_name, acts) => {
  const pair = makePair({ probes: 1, watched: false });
  for (const act of acts) await inLockstep(pair, () => act(pair));
  await recover(pair);
  expect(pair.real.breaker.state).toBe('CLOSED');
});
