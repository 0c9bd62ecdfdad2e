import fc from 'fast-check';
import type { OverrideMode } from '../../../src/resilience/breaker/types.ts';
import { admit, end, endStream, type Ending } from './call-commands.ts';
import { FAILURES, type FailureName } from './failures.ts';
import * as fleet from './fleet-commands.ts';
import { inLockstep, type Pair } from './lockstep.ts';

type Act = (pair: Pair) => Promise<void> | void;

/** One command of a run, with the words that a counterexample shows. */
class Command implements fc.AsyncCommand<Pair, null> {
  readonly #words: string;
  readonly #act: Act;

  constructor(words: string, act: Act) {
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
const failureNames = Object.keys(FAILURES).filter((name): name is FailureName => name in FAILURES);
const failureName = fc.constantFrom(...failureNames);
const burstFailure = fc.constantFrom<FailureName[]>('silent', 'answered', 'patient', 'refused');
const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ as: fc.constant('start' as const), ttftMs: fc.constantFrom(20, 900, 1_001, 5_000) }),
  fc.record({ as: fc.constant('failure' as const), failure: failureName }),
  fc.record({ as: fc.constantFrom('slow' as const, 'neutral' as const) }),
);
const verdict = fc.constantFrom('ok', 'ok', 'fail', 'neutral');
/** Up to ten windows. */
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

/** A kind of command, of what it takes. */
function command<Args extends unknown[]>(
  name: string,
  args: { [Index in keyof Args]: fc.Arbitrary<Args[Index]> },
  act: (pair: Pair, ...args: Args) => Promise<void> | void,
): fc.Arbitrary<Command> {
  return fc.tuple<Args>(...args).map((values) => {
    const words = values.map((value) => fc.stringify(value)).join(', ');
    return new Command(`${name}(${words})`, (pair) => act(pair, ...values));
  });
}

/** Runs of a breaker in its fleet: calls, time, operators, probes, a peer, messages and trouble. */
export const runs = fc.commands(
  [
    command('admit', [kind], admit),
    command('lastResort', [kind], (pair, kind) => admit(pair, kind, true)),
    command('crowd', [fc.integer({ min: 2, max: 8 })], crowd),
    command('end', [pick, ending], end),
    command('endStream', [pick, fc.constantFrom('complete', 'broken', 'neutral')], endStream),
    command('failures', [fc.integer({ min: 2, max: 8 }), fc.nat(60), burstFailure], failures),
    command('successes', [fc.integer({ min: 2, max: 8 }), fc.nat(60)], successes),
    command('advance', [ms], ({ real }, ms) => real.advance(ms)),
    command('stall', [ms], ({ real }, ms) => real.clock.advance(ms)),
    command('tick', [], fleet.tick),
    command('override', [mode, ms], (pair, mode, ms) => fleet.override(pair, mode, ms + 1)),
    command('reset', [], fleet.reset),
    command('trip', [ms], fleet.tripByHand),
    command('probeWhenDue', [fc.constantFrom(600, 4_000, 60_000)], probeWhenDue),
    command('acquireProbe', [kind], (pair, kind) => fleet.acquireProbe(pair, kind, 60_000)),
    command('settleProbe', [verdict, failureName], fleet.settleProbe),
    command('peerTrips', [ms, fc.boolean()], fleet.peerTrips),
    command('peerAsks', [], fleet.peerAsks),
    command('peerSettles', [verdict], fleet.peerSettles),
    command('peerHolds', [ms], fleet.peerHolds),
    command('deliver', [pick, fc.boolean()], fleet.deliver),
    command('deliverAll', [], fleet.deliverAll),
    command('storeIsDown', [fc.boolean()], ({ real }, down) => {
      real.store.down = down;
    }),
  ],
  { maxCommands: 80, size: 'max' },
);

/** Calls at once, which stay under way. */
async function crowd(pair: Pair, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) await inLockstep(pair, () => admit(pair, 'stream'));
}

/** Calls in sequence that fail at once. */
async function failures(pair: Pair, count: number, gapMs: number, failure: FailureName) {
  await burst(pair, { count, gapMs, ending: { as: 'failure', failure } });
}

async function successes(pair: Pair, count: number, gapMs: number) {
  await burst(pair, { count, gapMs, ending: { as: 'start', ttftMs: 20 } });
}

async function burst(pair: Pair, calls: { count: number; gapMs: number; ending: Ending }) {
  for (let call = 0; call < calls.count; call += 1) {
    await inLockstep(pair, () => admit(pair, 'stream'));
    await inLockstep(pair, () => end(pair, pair.real.permits.length - 1, calls.ending));
    await inLockstep(pair, () => pair.real.advance(calls.gapMs));
  }
}

/** Waits until a probe is due, but not for ever, and asks for it. */
async function probeWhenDue(pair: Pair, limitMs: number): Promise<void> {
  const { model, real } = pair;
  await inLockstep(pair, () => real.advance(Math.min(5_000, model.probeInMs(real.now))));
  await fleet.acquireProbe(pair, 'stream', limitMs);
}
