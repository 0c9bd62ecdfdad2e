import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OverrideMode } from '../../../../src/resilience/breaker/types.ts';
import { BreakerWorld, SMALL_SETTINGS } from '../../../support/breaker-model/breaker-world.ts';
import {
  admit,
  end,
  endStream,
  type Ending,
} from '../../../support/breaker-model/call-commands.ts';
import { FAILURES, type FailureName } from '../../../support/breaker-model/failures.ts';
import * as fleet from '../../../support/breaker-model/fleet-commands.ts';
import { inLockstep, type Pair, type Sight } from '../../../support/breaker-model/lockstep.ts';
import { BreakerModel } from '../../../support/breaker-model/model.ts';
import { readTestEffort } from '../../../support/test-env.ts';

const SEED = 20_260_101;
const RUNS = readTestEffort('TEST_MODEL_RUNS') ?? 400;

/** One command of a run, with the words that a counterexample shows. */
class Command implements fc.AsyncCommand<Pair, null> {
  readonly #words: string;
  readonly #act: (pair: Pair) => Promise<void> | void;

  constructor(words: string, act: (pair: Pair) => Promise<void> | void) {
    this.#words = words;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(pair: Pair): Promise<void> {
    return inLockstep(pair, () => this.#act(pair));
  }

  toString(): string {
    return this.#words;
  }
}

const pick = fc.nat(30);
const kind = fc.constantFrom('stream', 'stream', 'whole');
const failureName = fc.constantFrom<FailureName[]>(...(Object.keys(FAILURES) as FailureName[]));
const burstFailure = fc.constantFrom<FailureName[]>('silent', 'answered', 'patient', 'refused');
const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ as: fc.constant('start' as const), ttftMs: fc.constantFrom(20, 900, 1_001, 5_000) }),
  fc.record({ as: fc.constant('failure' as const), failure: failureName }),
  fc.record({ as: fc.constantFrom('slow' as const, 'neutral' as const) }),
);
const verdict = fc.constantFrom('ok', 'ok', 'fail', 'neutral');
const ms = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 150 }) },
  { weight: 4, arbitrary: fc.integer({ min: 100, max: 1_500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
);
const mode = fc.constantFrom<(OverrideMode | null)[]>(
  'FORCED_OPEN',
  'FORCED_CLOSED',
  'DISABLED',
  'METRICS_ONLY',
  null,
);

/** `count` calls in sequence with the same end, `gapMs` apart. */
async function burst(pair: Pair, count: number, gapMs: number, last: Ending): Promise<void> {
  for (let call = 0; call < count; call += 1) {
    await inLockstep(pair, () => admit(pair, 'stream'));
    await inLockstep(pair, () => end(pair, pair.real.permits.length - 1, last));
    await inLockstep(pair, () => pair.real.advance(gapMs));
  }
}

/** `count` calls at once, which stay under way. */
async function crowd(pair: Pair, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) await inLockstep(pair, () => admit(pair, 'stream'));
}

/** Waits until a probe is due, and asks for it. */
async function probeWhenDue(pair: Pair, limitMs: number): Promise<void> {
  const { model, real } = pair;
  await inLockstep(pair, () => real.advance(Math.min(5_000, model.probeInMs(real.now))));
  await fleet.acquireProbe(pair, 'stream', limitMs);
}

const commands = fc.commands(
  [
    fc
      .tuple(kind, fc.boolean())
      .map(
        ([kind, last]) => new Command(`admit(${kind}, ${last})`, (pair) => admit(pair, kind, last)),
      ),
    kind.map((kind) => new Command(`admit(${kind})`, (pair) => admit(pair, kind))),
    fc
      .tuple(pick, ending)
      .map(
        ([at, how]) =>
          new Command(`end(${at}, ${fc.stringify(how)})`, (pair) => end(pair, at, how)),
      ),
    fc
      .tuple(pick, fc.constantFrom('complete', 'broken', 'broken', 'neutral'))
      .map(
        ([at, how]) => new Command(`endStream(${at}, ${how})`, (pair) => endStream(pair, at, how)),
      ),
    fc
      .tuple(fc.integer({ min: 2, max: 8 }), fc.nat(60), burstFailure)
      .map(
        ([count, gapMs, failure]) =>
          new Command(`burst(${count}, ${gapMs}, ${failure})`, (pair) =>
            burst(pair, count, gapMs, { as: 'failure', failure }),
          ),
      ),
    fc
      .tuple(fc.integer({ min: 2, max: 8 }), fc.nat(60))
      .map(
        ([count, gapMs]) =>
          new Command(`burst(${count}, ${gapMs}, success)`, (pair) =>
            burst(pair, count, gapMs, { as: 'start', ttftMs: 20 }),
          ),
      ),
    fc
      .integer({ min: 2, max: 8 })
      .map((count) => new Command(`crowd(${count})`, (pair) => crowd(pair, count))),
    ms.map((ms) => new Command(`advance(${ms})`, ({ real }) => real.advance(ms))),
    ms.map((ms) => new Command(`stall(${ms})`, ({ real }) => real.clock.advance(ms))),
    fc.constant(new Command('tick', fleet.tick)),
    fc
      .tuple(mode, ms)
      .map(
        ([mode, ms]) =>
          new Command(`override(${mode}, ${ms})`, (pair) => fleet.override(pair, mode, ms + 1)),
      ),
    fc.constant(new Command('reset', fleet.reset)),
    ms.map((ms) => new Command(`trip(${ms})`, (pair) => fleet.tripByHand(pair, ms))),
    fc
      .constantFrom(600, 4_000, 60_000)
      .map((ms) => new Command(`probeWhenDue(${ms})`, (pair) => probeWhenDue(pair, ms))),
    fc.constant(new Command('acquireProbe', (pair) => fleet.acquireProbe(pair, 'whole', 60_000))),
    fc
      .tuple(verdict, failureName)
      .map(
        ([verdict, name]) =>
          new Command(`settleProbe(${verdict}, ${name})`, (pair) =>
            fleet.settleProbe(pair, verdict, name),
          ),
      ),
    fc
      .tuple(ms, fc.boolean())
      .map(
        ([ms, late]) =>
          new Command(`peerTrips(${ms}, ${late})`, (pair) => fleet.peerTrips(pair, ms, late)),
      ),
    fc.constant(new Command('peerAsks', fleet.peerAsks)),
    verdict.map(
      (verdict) =>
        new Command(`peerSettles(${verdict})`, (pair) => fleet.peerSettles(pair, verdict)),
    ),
    ms.map(
      (ms) => new Command(`peerHolds(${ms})`, ({ real }) => void real.memory.hold(real.id, ms)),
    ),
    fc
      .tuple(pick, fc.boolean())
      .map(
        ([at, again]) =>
          new Command(`deliver(${at}, ${again})`, (pair) => fleet.deliver(pair, at, again)),
      ),
    fc.constant(new Command('deliverAll', fleet.deliverAll)),
    fc.boolean().map(
      (down) =>
        new Command(down ? 'storeDown' : 'storeUp', ({ real }) => {
          real.store.down = down;
        }),
    ),
  ],
  { maxCommands: 80, size: 'max' },
);

/** I10: with a store and a healthy upstream it closes within open time, lease and probe. */
async function recover(pair: Pair): Promise<void> {
  const { real, model } = pair;
  real.store.down = false;
  await inLockstep(pair, () => fleet.override(pair, null, 0));
  await inLockstep(pair, () => real.advance(model.settings.holdMaxMs));
  const { waitDurationInOpenStateMaxMs: openMs, probeLeaseMs, probeTimeoutMs } = model.settings;
  const latest = real.now + 30_000 + openMs + probeLeaseMs + probeTimeoutMs;
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

function share(sight: Sight): number {
  return (met.get(sight) ?? 0) / RUNS;
}

afterAll(() => {
  const shares = [...met].map(([sight, count]) => `${sight} ${((count / RUNS) * 100).toFixed(0)}%`);
  process.stdout.write(`breaker model: ${RUNS} runs reached ${shares.join(', ')}\n`);
});

test('a breaker does what a naive model of it does', async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.constantFrom(1, 2), async (commands, probes) => {
      const settings = { ...SMALL_SETTINGS, permittedNumberOfCallsInHalfOpenState: probes };
      const pair: Pair = {
        model: new BreakerModel(settings),
        real: new BreakerWorld(settings),
        seen: new Set(),
      };
      await fc.asyncModelRun(() => ({ model: pair, real: null }), commands);
      await recover(pair);
      await settleAll(pair);
      for (const sight of pair.seen) met.set(sight, (met.get(sight) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}, 60_000);

test('its runs get to where it is interesting', () => {
  const floors: [Sight, number][] = [
    ['HALF_OPEN', 0.5],
    ['ramp', 0.3],
    ['fenced settle', 0.05],
  ];
  expect(floors.filter(([sight, floor]) => share(sight) < floor)).toEqual([]);
});
