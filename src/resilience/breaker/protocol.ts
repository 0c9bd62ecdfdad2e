/**
 * How processes agree about one breaker. Each function is one atomic step of a store: what is kept
 * (null: nothing) and a command give what is kept afterwards and the reply. A step that refuses
 * gives back the very record that it was given.
 */
import {
  AT_REST,
  deadlineIn,
  remainingMs,
  type BreakerRecord,
  type OverrideUntil,
} from './record.ts';
import type {
  LeaseRef,
  LeaseRequest,
  Settlement,
  SharedState,
  TripReport,
  Verdicted,
} from './store.ts';
import type { OverrideRequest, TripCause } from './types.ts';

/** When a step happens. */
export interface Moment {
  /** The store's own clock, milliseconds. */
  readonly now: number;
  /** What a change at this moment is numbered with: `nextVersion`. */
  readonly version: number;
}

/** What a step leaves behind, and what it answers. */
export interface Step<Reply> {
  readonly record: BreakerRecord | null;
  readonly reply: Reply;
}

/** A part of a record that changes. */
type Change = Partial<Omit<BreakerRecord, 'version' | 'epoch'>>;

/** The start of an open time. */
interface Opening {
  readonly openMs: number;
  readonly attempt: number;
  readonly cause: TripCause;
}

/**
 * The number of the next change, over all breakers of a store. Follows the time, so that it rises
 * even where the last number was lost together with the records.
 */
export function nextVersion(last: number, nowMs: number): number {
  return Math.max(last + 1, Math.floor(nowMs * 1_000));
}

/** The state as it travels; of nothing, the state at rest, whose version nobody adopts. */
export function read(record: BreakerRecord | null, now: number): SharedState {
  const from = record ?? AT_REST;
  return {
    version: from.version,
    state: from.state,
    epoch: from.epoch,
    remainingMs: remainingMs(from.open, now),
    attempt: from.attempt,
    cause: from.cause,
    leaseRemainingMs: remainingMs(from.lease, now),
    probeSuccesses: from.probeSuccesses,
    closedForMs: from.closedAt === null ? null : Math.max(0, now - from.closedAt),
    holdRemainingMs: remainingMs(from.hold, now),
    override: readOverride(from.override, now),
  };
}

/** The record that reads like this at `now`. Whose its lease is, it does not say. */
export function restore(shared: SharedState, now: number): BreakerRecord {
  const { version, state, epoch, attempt, cause, probeSuccesses, closedForMs } = shared;
  const { remainingMs: openMs, leaseRemainingMs: leaseMs, holdRemainingMs: holdMs } = shared;
  const { override: by } = shared;
  return {
    ...{ version, state, epoch, attempt, cause, probeSuccesses },
    open: openMs > 0 ? deadlineIn(openMs, now) : null,
    lease: leaseMs > 0 ? { ...deadlineIn(leaseMs, now), token: '' } : null,
    closedAt: closedForMs === null ? null : now - closedForMs,
    hold: holdMs > 0 ? deadlineIn(holdMs, now) : null,
    override: by === null ? null : overrideFrom({ ...by, ttlMs: by.remainingMs }, now),
  };
}

/**
 * Opens a closed breaker. Refused when it is not closed, or when the caller's verdict belongs to an
 * older epoch; a breaker that nothing is known of takes every trip, or nobody could open it.
 */
export function report(
  record: BreakerRecord | null,
  trip: TripReport,
  moment: Moment,
): Step<Verdicted> {
  const before = record ?? AT_REST;
  if (before.state !== 'CLOSED' || trip.epoch < before.epoch) return refused(record, moment);
  return applied(opened(before, trip, moment), moment);
}

/**
 * Grants the probe to one caller, once the open time is over and while nobody else's lease lives.
 * What the store forgot and the caller believes open is half open.
 */
export function acquire(
  record: BreakerRecord | null,
  request: LeaseRequest,
  moment: Moment,
): Step<Verdicted> {
  const probed = probeable(record, request, moment);
  // A denial writes nothing: callers that go on asking must not keep a dead lease alive.
  if (probed === null || remainingMs(probed.lease, moment.now) > 0) return refused(record, moment);
  const lease = { ...deadlineIn(request.leaseMs, moment.now), token: request.token };
  return applied(changed(probed, { lease }, moment), moment);
}

/** Makes a lease last `leaseMs` from now; only for who holds it. */
export function renew(
  record: BreakerRecord | null,
  lease: LeaseRef & { readonly leaseMs: number },
  moment: Moment,
): Step<Verdicted> {
  if (record === null || !holds(record, lease)) return refused(record, moment);
  const renewed = { ...deadlineIn(lease.leaseMs, moment.now), token: lease.token };
  return applied(changed(record, { lease: renewed }, moment), moment);
}

/**
 * Ends a lease with what the probe found; only for who holds it. A verdict that comes after the
 * lease's time counts all the same while nobody else was granted.
 */
export function settle(
  record: BreakerRecord | null,
  settlement: Settlement,
  moment: Moment,
): Step<Verdicted> {
  if (record === null || !mayEnd(record, settlement)) return refused(record, moment);
  return applied(settled(record, settlement, moment), moment);
}

/** Holds until the later of what is known and `holdMs` from now. */
export function hold(
  record: BreakerRecord | null,
  holdMs: number,
  moment: Moment,
): Step<SharedState> {
  const before = record ?? AT_REST;
  if (holdMs <= remainingMs(before.hold, moment.now)) return told(record, moment);
  return told(changed(before, { hold: deadlineIn(holdMs, moment.now) }, moment), moment);
}

/** Sets an operator's state for its time; null takes it away. */
export function override(
  record: BreakerRecord | null,
  request: OverrideRequest | null,
  moment: Moment,
): Step<SharedState> {
  const before = record ?? AT_REST;
  if (request === null && before.override === null) return told(record, moment);
  return told(changed(before, { override: overrideFrom(request, moment.now) }, moment), moment);
}

/** Closes at once, as if nothing had ever happened; what is under way belongs to an older epoch. */
export function reset(_record: BreakerRecord | null, moment: Moment): Step<SharedState> {
  return told(moved(AT_REST, { state: 'CLOSED' }, moment), moment);
}

function readOverride(override: OverrideUntil | null, now: number): SharedState['override'] {
  const left = remainingMs(override, now);
  if (override === null || left === 0) return null;
  const { mode, actor, reason } = override;
  return { mode, remainingMs: left, actor, reason };
}

/** The record in the state in which a probe may be granted; null where none may. */
function probeable(
  record: BreakerRecord | null,
  request: LeaseRequest,
  moment: Moment,
): BreakerRecord | null {
  const before = record ?? AT_REST;
  if (before.state === 'HALF_OPEN') return before;
  if (before.state === 'OPEN') {
    const due = request.ignoresOpenTime === true || remainingMs(before.open, moment.now) === 0;
    return due ? moved(before, { state: 'HALF_OPEN', open: null }, moment) : null;
  }
  // Without an epoch the record may be younger than the loss of its memory: a hold made it anew.
  if (before.epoch > 0 || !request.believesOpen) return null;
  const { attempt } = request;
  return moved(before, { state: 'HALF_OPEN', attempt, cause: 'rebuilt' }, moment);
}

function settled(record: BreakerRecord, settlement: Settlement, moment: Moment): BreakerRecord {
  if (settlement.verdict === 'neutral') return changed(record, { lease: null }, moment);
  if (settlement.verdict === 'fail') {
    const { openMs, cause } = settlement;
    return opened(record, { openMs, cause, attempt: record.attempt + 1 }, moment);
  }
  const probeSuccesses = record.probeSuccesses + 1;
  if (probeSuccesses < settlement.successesNeeded) {
    return changed(record, { lease: null, probeSuccesses }, moment);
  }
  return moved(record, { state: 'CLOSED', cause: null, closedAt: moment.now }, moment);
}

function opened(record: BreakerRecord, opening: Opening, moment: Moment): BreakerRecord {
  const { openMs, attempt, cause } = opening;
  const open = deadlineIn(openMs, moment.now);
  return moved(record, { state: 'OPEN', open, attempt, cause }, moment);
}

/** A transition: a new epoch, in which nothing of the old one counts. */
function moved(record: BreakerRecord, change: Change, moment: Moment): BreakerRecord {
  const next = changed(record, { lease: null, probeSuccesses: 0, ...change }, moment);
  return { ...next, epoch: moment.version };
}

function changed(record: BreakerRecord, change: Change, moment: Moment): BreakerRecord {
  return { ...record, ...change, version: moment.version };
}

function holds(record: BreakerRecord, lease: LeaseRef): boolean {
  return record.lease?.token === lease.token && record.epoch === lease.epoch;
}

/** Who gives back a slot of which the reply was lost knows its token, but not the epoch. */
function mayEnd(record: BreakerRecord, settlement: Settlement): boolean {
  if (settlement.verdict === 'neutral') return record.lease?.token === settlement.token;
  return holds(record, settlement);
}

function overrideFrom(request: OverrideRequest | null, now: number): BreakerRecord['override'] {
  if (request === null) return null;
  const { mode, actor, reason, ttlMs } = request;
  return { ...deadlineIn(ttlMs, now), mode, actor, reason };
}

function applied(record: BreakerRecord, moment: Moment): Step<Verdicted> {
  return { record, reply: { ok: true, shared: read(record, moment.now) } };
}

function refused(record: BreakerRecord | null, moment: Moment): Step<Verdicted> {
  return { record, reply: { ok: false, shared: read(record, moment.now) } };
}

function told(record: BreakerRecord | null, moment: Moment): Step<SharedState> {
  return { record, reply: read(record, moment.now) };
}
