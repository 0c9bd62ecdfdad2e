import { strict as assert } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import type { BreakerEvent } from '../../../src/resilience/breaker/events.ts';
import type { Settlement } from '../../../src/resilience/breaker/store.ts';
import type { BreakerFailure, TripCause } from '../../../src/resilience/breaker/types.ts';
import type { BreakerWorld, RunningProbe } from './breaker-world.ts';
import type { BreakerModel, ModelOpening } from './model.ts';
import { judge } from './model-rules.ts';
import type { StoreCall } from './recorded-store.ts';

/** What a run has met: a generator that never gets there proves nothing. */
export interface Sightings {
  readonly seen: Set<Sight>;
}

export type Sight =
  | 'OPEN'
  | 'HALF_OPEN'
  | 'ramp'
  | 'ramp refusal'
  | 'fenced settle'
  | 'late verdict'
  | 'lost lease'
  | 'quarantine'
  | 'hold'
  | 'would trip'
  | 'without a store'
  | 'stale message';

/** The model, the breaker, and what they have met. */
export interface Pair extends Sightings {
  readonly model: BreakerModel;
  readonly real: BreakerWorld;
  /** Looks at everything after every step; looking also tidies up what has had its time. */
  watched: boolean;
}

/** Does one thing to both, takes over what the store answered, and compares everything. */
export async function inLockstep(pair: Pair, act: () => Promise<void> | void): Promise<void> {
  const { model, real } = pair;
  model.tidy(real.now);
  const before = { epoch: real.breaker.epoch, events: real.events.length };
  await act();
  await real.quiet();
  const calls = real.store.takeCalls();
  for (const call of calls) absorb(pair, call);
  noteProbeEnd(pair);
  model.tidy(real.now);
  assert.ok(real.breaker.epoch >= before.epoch, 'I3: epochs rise');
  checkEvents(real.events.slice(before.events), calls);
  await checkLeases(pair);
  same('state', real.breaker.state, model.state);
  same('epoch', real.breaker.epoch, model.epoch);
  if (pair.watched) compare(model, real);
  note(pair);
}

/** Whether the breaker opened now, and for which reason; the model follows where it may. */
export function followTrip(pair: Pair, rampTrip: boolean, failure: BreakerFailure | null): void {
  const { model, real } = pair;
  if (model.state !== 'CLOSED') return;
  const { now } = real;
  const outcomes = rampTrip
    ? [{ cause: 'ramp', certain: true, possible: true } as const]
    : judge(model.calls, model.settings, now);
  const mode = model.override?.mode;
  if (mode === 'FORCED_CLOSED' || mode === 'DISABLED') return;
  const told = tripOf(real, model);
  const firstCertain = outcomes.findIndex(({ certain }) => certain);
  if (told === null) {
    const silent = model.onlyWatches && now < model.wouldTripToldUntil;
    assert.ok(firstCertain === -1 || silent, `did not open: ${outcomes[firstCertain]?.cause}`);
    return;
  }
  const allowed = firstCertain === -1 ? outcomes : outcomes.slice(0, firstCertain + 1);
  const isAllowed = allowed.some(({ cause, possible }) => possible && cause === told);
  assert.ok(isAllowed, `opened for ${told} among ${JSON.stringify(outcomes)}`);
  takeTrip(pair, told, failure);
}

/** Opens the model for a reason that is certain. */
export function takeTrip(pair: Pair, cause: TripCause, failure: BreakerFailure | null): void {
  const { model, real, seen } = pair;
  const opening = model.opening(cause, failure, real.now);
  if (model.onlyWatches) {
    model.wouldTripToldUntil = real.now + opening.openMs;
    seen.add('would trip');
    return;
  }
  model.open(opening, real.now);
}

/** The cause of the trip that has just happened, or was only told; null when there was none. */
function tripOf(real: BreakerWorld, model: BreakerModel): TripCause | null {
  if (!model.onlyWatches) return real.breaker.state === 'OPEN' ? real.breaker.cause : null;
  assert.equal(real.breaker.state, 'CLOSED', 'METRICS_ONLY opens nothing');
  const event = real.events.at(-1);
  const isNew = event?.kind === 'would_trip' && event.at === real.now;
  return isNew && real.now >= model.wouldTripToldUntil ? event.cause : null;
}

/** Takes over what the store answered to a command of the breaker. */
function absorb(pair: Pair, call: StoreCall): void {
  const { model, seen } = pair;
  const { at, reply, report, settlement } = call;
  model.tidy(at);
  if (reply === null) seen.add('without a store');
  if (report !== null) {
    same('the open time that was told', report.openMs, model.openUntil - at);
    same('the attempt that was told', report.attempt, model.attempt);
  }
  const isOwn = settlement !== null && model.forgetProbe(settlement.token);
  if (reply !== null) model.adopt(reply.shared, at);
  else if (isOwn) model.settleAlone(settlement.verdict, alone(model, settlement, at), at);
  if (call.operation === 'acquire') absorbGrant(pair, call);
  if (settlement !== null && reply?.ok === false) seen.add('fenced settle');
}

function absorbGrant({ model, real }: Pair, { reply, at }: StoreCall): void {
  if (reply === null) model.halfOpenAlone(at);
  else if (reply.ok) {
    real.holder = 'own';
    model.granted(reply.shared, at);
  } else {
    model.probe = null;
    model.deny(reply.shared, at);
  }
}

function alone(model: BreakerModel, { cause, openMs }: Settlement, at: number): ModelOpening {
  return { cause, openMs, attempt: model.attemptAt(at) + 1 };
}

/** A probe may have ended by itself: its time was over, or its lease was lost. */
function noteProbeEnd({ model, real, seen }: Pair): void {
  const running = real.probe;
  if (running === null || !running.probe.signal.aborted) return;
  real.probe = null;
  const isOwn = model.forgetProbe(running.probe.token);
  const last = real.events.findLast(
    ({ kind }) => kind === 'lease_lost' || kind === 'probe_settled',
  );
  if (last?.kind === 'lease_lost') seen.add('lost lease');
  if (!running.leased && isOwn) failAlone(model, running);
}

function failAlone(model: BreakerModel, { limitAt }: RunningProbe): void {
  model.settleAlone('fail', model.opening('probe_failed', null, limitAt), limitAt);
}

/** I4: what is open closes by a probe, by a reset, or because it did for the others. */
function checkEvents(events: readonly BreakerEvent[], calls: readonly StoreCall[]): void {
  const isSettled = calls.some(({ operation, reply }) => operation === 'settle' && reply?.ok);
  for (const event of events) {
    if (event.kind !== 'transition') continue;
    assert.notEqual(event.from, event.to);
    if (event.to !== 'CLOSED') continue;
    const byProbe = event.cause === 'probe_ok';
    const isTold = isSettled || event.from === 'HALF_OPEN' || event.scope === 'shared';
    assert.ok(event.cause === 'reset' || (byProbe && isTold), 'I4: closed without a probe');
  }
}

/** I1: while the peer has the lease, no probe runs that this process believes to be the only one. */
async function checkLeases({ model, real }: Pair): Promise<void> {
  const { probe, holder } = real;
  if (probe === null || !probe.leased || holder !== 'peer') return;
  if (probe.probe.signal.aborted || model.probe !== probe.probe.token) return;
  const left = (await real.shared())?.leaseRemainingMs ?? 0;
  assert.equal(left, 0, 'I1: two leases at once');
}

function compare(model: BreakerModel, { breaker, now }: BreakerWorld): void {
  const snapshot = breaker.snapshot(now);
  const code = model.code(now);
  const { window } = snapshot;
  const expected = model.calls.window(now);
  same('admission', breaker.peek(now), code);
  same('attempt', snapshot.attempt, model.attemptAt(now));
  same('cause', snapshot.cause, model.state === 'CLOSED' ? null : model.cause);
  same(
    'next probe',
    snapshot.nextProbeInMs,
    model.state === 'CLOSED' ? null : model.probeInMs(now),
  );
  same('hold', snapshot.hold?.remainingMs ?? 0, Math.max(0, model.holdUntil - now));
  same('override', snapshot.override?.mode ?? null, model.override?.mode ?? null);
  same('weight', snapshot.weight, weightOf(model, code, now));
  same('I7: in flight', window.inFlight, model.calls.open.length);
  same('I8: window', pick(window), pick(expected));
  same('streams', [window.streamsStarted, window.streamsBroken], streamsOf(model, now));
  const overdue = model.calls.overdue(now);
  within('overdue', window.overdue, overdue.least, overdue.most);
  const { least, most } = model.calls.exactWindow(now);
  within('successes', window.successes, least.successes, most.successes);
  within('failures', window.failures, least.failures, most.failures);
  within('slow', window.slow, least.slow, most.slow);
}

function weightOf(model: BreakerModel, code: number, now: number): number {
  if (code === 0) return 1;
  const share = model.ramp?.fraction(now, model.settings);
  return model.state === 'CLOSED' && model.holdUntil === 0 && code === -5 ? (share ?? 1) : 0;
}

function streamsOf(model: BreakerModel, now: number): readonly number[] {
  const { started, broken } = model.calls.streams(now);
  return [started, broken];
}

function pick(sums: { successes: number; failures: number; slow: number }): readonly number[] {
  return [sums.successes, sums.failures, sums.slow];
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  assert.fail(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

function within(what: string, actual: number, least: number, most: number): void {
  assert.ok(actual >= least && actual <= most, `${what}: ${actual}, not ${least} to ${most}`);
}

function note({ model, seen }: Pair): void {
  if (model.state !== 'CLOSED') seen.add(model.state);
  if (model.ramp !== null) seen.add('ramp');
  if (model.quarantine) seen.add('quarantine');
  if (model.holdUntil > 0) seen.add('hold');
}
