import { strict as assert } from 'node:assert';
import { notPermittedReason } from '../../../src/resilience/breaker/not-permitted.ts';
import type { StreamEnd } from '../../../src/resilience/breaker/breaker.ts';
import type { CallKind } from '../../../src/resilience/breaker/types.ts';
import type { BreakerWorld, HeldPermit } from './breaker-world.ts';
import { FAILURES, type FailureName } from './failures.ts';
import { followTrip, takeTrip, type Pair } from './lockstep.ts';
import type { ModelCall } from './model-calls.ts';

/** How a call ends; a start names the time to its first token. */
export type Ending =
  | { readonly as: 'start'; readonly ttftMs: number }
  | { readonly as: 'failure'; readonly failure: FailureName }
  | { readonly as: 'slow' | 'neutral' };

/** Asks for a permit, and for the same answer that the model gives. */
export function admit({ model, real, seen }: Pair, kind: CallKind, lastResort = false): void {
  const { breaker, now } = real;
  const code = model.code(now);
  const permit = lastResort
    ? breaker.tryAcquireLastResort(now, kind)
    : breaker.tryAcquirePermit(now, kind);
  const admitted = permit >= 0;
  if (notPermittedReason(code) === 'RAMP') {
    const byShare = !lastResort && model.calls.openOfThisEra.length > 0;
    const fraction = model.ramp?.fraction(now, model.settings) ?? 1;
    const wrong = model.ramp?.offer(fraction, admitted, byShare) ?? null;
    assert.equal(wrong, null, 'the share of the ramp');
    if (!admitted) seen.add('ramp refusal');
  } else assert.equal(Math.min(0, permit), code, 'I5: admission');
  assert.equal(real.store.takeCalls().length, 0, 'I6: admission asks no store');
  if (!admitted) return;
  real.permits.push({ permit, call: model.isOff ? null : model.calls.add(kind, now) });
}

/** Ends one of the calls under way. */
export function end(pair: Pair, pick: number, ending: Ending): void {
  const { real, model, seen } = pair;
  const held = takeAt(real.permits, pick);
  if (held === null) return;
  const { breaker, now } = real;
  const call = held.call?.era === model.calls.era ? held.call : null;
  if (held.call !== null) {
    model.calls.end(held.call, now);
    if (call === null) seen.add('late verdict');
  }
  const before = [breaker.state, breaker.epoch];
  settle(pair, held, call, ending);
  if (call !== null && ending.as !== 'neutral') return;
  const after = [breaker.state, breaker.epoch];
  assert.deepEqual(after, before, 'I2, I12: a late or neutral verdict changes no state');
}

/** Ends a stream that began well. */
export function endStream(pair: Pair, pick: number, how: StreamEnd): void {
  const { real, model } = pair;
  const held = takeAt(real.streams, pick);
  if (held === null) return;
  real.breaker.onStreamEnd(held.permit, real.now, how, FAILURES.answered);
  if (how !== 'broken' || held.call?.era !== model.calls.era) return;
  held.call.brokenAt = real.now;
  followTrip(pair, false, FAILURES.answered);
}

/** `call`: null when what it proves belongs to another state. */
function settle(pair: Pair, held: HeldPermit, call: ModelCall | null, ending: Ending): void {
  if (ending.as === 'start') start(pair, held, call, ending.ttftMs);
  else if (ending.as === 'failure') fail(pair, held, call, ending.failure);
  else if (ending.as === 'slow' && held.call?.kind === 'stream') giveUp(pair, held, call);
  else pair.real.breaker.onNeutral(held.permit, pair.real.now);
}

function start(pair: Pair, held: HeldPermit, call: ModelCall | null, ttftMs: number): void {
  const { real, model } = pair;
  real.breaker.onStart(held.permit, real.now, ttftMs);
  if (held.call?.kind === 'stream') real.streams.push(held);
  if (call === null) return;
  const slow = call.kind === 'stream' && ttftMs > model.settings.slowCallDurationThresholdMs;
  call.verdict = slow ? 'slow' : 'success';
  model.suspectedAt = [];
  model.ramp?.verdicts.push('good');
  if (slow) followTrip(pair, false, null);
  else assert.equal(real.store.takeCalls().length, 0, 'I6: success asks no store');
}

function giveUp(pair: Pair, held: HeldPermit, call: ModelCall | null): void {
  const { real } = pair;
  real.breaker.onSlow(held.permit, real.now);
  if (call === null) return;
  call.verdict = 'givenUp';
  followTrip(pair, false, null);
}

function fail(pair: Pair, held: HeldPermit, call: ModelCall | null, name: FailureName): void {
  const { real, model } = pair;
  const failure = FAILURES[name];
  real.breaker.onFailure(held.permit, real.now, failure);
  if (call === null) return;
  if (failure.verdict === 'hold') model.hold(failure, real.now);
  else if (failure.verdict === 'quarantine') suspect(pair);
  else {
    call.verdict = 'failure';
    call.answered = failure.origin === 'upstream';
    model.ramp?.verdicts.push('bad');
    followTrip(pair, model.ramp?.isIllAgain === true, failure);
  }
}

function suspect(pair: Pair): void {
  const { model, real } = pair;
  const { quarantineWindowMs, quarantine } = model.settings;
  const [first = real.now] = model.suspectedAt;
  const isFresh = real.now - first <= quarantineWindowMs;
  model.suspectedAt = isFresh ? [...model.suspectedAt, real.now] : [real.now];
  if (model.suspectedAt.length < quarantine.credential.confirmations) return;
  model.suspectedAt = [];
  if (model.state !== 'CLOSED') return;
  const mode = model.override?.mode;
  if (mode === 'FORCED_CLOSED' || mode === 'DISABLED') return;
  if (model.onlyWatches && real.now < model.wouldTripToldUntil) return;
  takeTrip(pair, 'credential', FAILURES.refused);
}

function takeAt(list: BreakerWorld['permits'], pick: number): HeldPermit | null {
  if (list.length === 0) return null;
  return list.splice(pick % list.length, 1)[0] ?? null;
}
