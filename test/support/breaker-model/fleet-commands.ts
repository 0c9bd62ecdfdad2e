import { strict as assert } from 'node:assert';
import { NOT_PERMITTED } from '../../../src/resilience/breaker/not-permitted.ts';
import type { ProbeVerdict } from '../../../src/resilience/breaker/store.ts';
import type { CallKind, OverrideMode } from '../../../src/resilience/breaker/types.ts';
import { FAILURES, type FailureName } from './failures.ts';
import { followTrip, type Pair } from './lockstep.ts';

/** Asks for the probe, as a call does that found it due, or that is not entitled to ask. */
export async function acquireProbe({ model, real }: Pair, kind: CallKind, limitMs: number) {
  const { breaker, now, store } = real;
  const isDue = model.code(now) === NOT_PERMITTED.PROBE_DUE;
  if (isDue) model.probe = '';
  const probe = await breaker.acquireProbe(now, kind, limitMs);
  if (!isDue) assert.equal(probe, null, 'nobody may probe');
  if (probe === null) return;
  const limitAt = now + Math.min(limitMs, model.settings.probeTimeoutMs);
  real.probe = { probe, leased: !store.down, limitAt };
  model.probe = probe.token;
}

/** Says what the probe found. */
export async function settleProbe(pair: Pair, verdict: ProbeVerdict, name: FailureName) {
  const { model, real } = pair;
  const running = real.probe;
  if (running === null) return;
  real.probe = null;
  const failure = verdict === 'fail' ? FAILURES[name] : null;
  const cause = failure?.verdict === 'quarantine' ? 'credential' : 'probe_failed';
  const opening = model.opening(cause, failure, real.now);
  const limited = failure?.verdict === 'hold';
  const found = limited ? 'neutral' : verdict;
  if (limited) model.hold(failure, real.now);
  const isOwn = !running.leased && model.forgetProbe(running.probe.token);
  const settled = await running.probe.settle(verdict, failure ?? undefined);
  if (isOwn) model.settleAlone(found, opening, real.now);
  else if (settled === 'fenced') pair.seen.add('fenced settle');
  assert.equal(await running.probe.settle('ok'), settled, 'I9: a probe settles once');
}

/** What the registry does twice a second. */
export function tick(pair: Pair): void {
  pair.real.breaker.tick(pair.real.now);
  followTrip(pair, false, null);
}

/** An operator's wish; null takes it away. */
export async function override({ model, real }: Pair, mode: OverrideMode | null, ttlMs: number) {
  const request = mode && { mode, ttlMs, actor: 'ana', reason: 'drill' };
  await real.breaker.override(request);
  if (real.store.down) model.override = mode && { mode, until: real.now + ttlMs };
}

export async function reset({ model, real }: Pair) {
  await real.breaker.reset();
  model.suspectedAt = [];
  if (!real.store.down) return;
  model.override = null;
  model.endHold();
  model.close(null, 0);
}

export async function tripByHand({ model, real }: Pair, openMs: number) {
  const opening = { ...model.opening('manual', null, real.now), openMs };
  if (model.state === 'CLOSED') model.open(opening, real.now);
  await real.breaker.trip(openMs, 'drill');
}

/** Another process trips what it sees closed; `late`: of an epoch that is over. */
export async function peerTrips({ real }: Pair, openMs: number, late: boolean) {
  const shared = await real.shared();
  const epoch = Math.max(0, (shared?.epoch ?? 0) - (late ? 1 : 0));
  const attempt = (shared?.attempt ?? 0) + 1;
  const trip = { epoch, cause: 'slow_rate', openMs, attempt, origin: 'upstream' } as const;
  await real.memory.report(real.id, trip);
}

export async function peerAsks({ real }: Pair) {
  const ask = { token: `peer ${real.now}`, leaseMs: 1_200, believesOpen: true, attempt: 1 };
  const { ok, shared } = await real.memory.acquire(real.id, ask);
  if (!ok) return;
  real.peerLease = { token: ask.token, epoch: shared.epoch };
  real.holder = 'peer';
}

export async function peerHolds({ real }: Pair, holdMs: number) {
  await real.memory.hold(real.id, holdMs);
}

/** Also with a lease that is long over. */
export async function peerSettles({ real }: Pair, verdict: ProbeVerdict) {
  if (real.peerLease === null) return;
  const settlement = { successesNeeded: 1, openMs: 600, cause: 'probe_failed' } as const;
  await real.memory.settle(real.id, { ...real.peerLease, ...settlement, verdict });
}

/** A message of the store arrives: of any age, and perhaps not for the last time. */
export function deliver({ model, real, seen }: Pair, pick: number, again: boolean): void {
  const index = pick % Math.max(1, real.messages.length);
  const message = real.messages[index];
  if (message === undefined) return;
  if (!again) real.messages.splice(index, 1);
  if (message.version < model.version) seen.add('stale message');
  real.breaker.adopt(message, real.now);
  model.adopt(message, real.now);
}

/** Everything that was told arrives, in order. */
export function deliverAll(pair: Pair): void {
  while (pair.real.messages.length > 0) deliver(pair, 0, false);
}
