import {
  remainingMs,
  type BreakerRecord,
  type Deadline,
} from '../../../src/resilience/breaker/record.ts';
import type { ProbeVerdict } from '../../../src/resilience/breaker/store.ts';
import { commit, MOMENT, type Rules } from './store-step.ts';
import {
  IDLE,
  LEASE_TICKS,
  MAX_MESSAGES,
  NOW,
  OPEN_TICKS,
  TICK_MS,
  type Budget,
  type Message,
  type Process,
  type World,
} from './world.ts';

/** One thing that may happen next. */
export interface Move {
  readonly name: string;
  readonly world: World;
  /** What of it must never happen; null when nothing. */
  readonly fault: string | null;
}

/** Everything that may happen next in a world. */
export function* movesOf(world: World, rules: Rules): Generator<Move> {
  for (const [index, process] of world.processes.entries()) {
    yield* processMoves(world, index, process, rules);
  }
  for (const [index, message] of world.messages.entries()) {
    yield* messageMoves(world, index, message, rules);
  }
  yield { name: 'upstream flips', world: { ...world, healthy: !world.healthy }, fault: null };
  yield* timeMoves(world, rules);
  yield* storeMoves(world);
}

function* processMoves(
  world: World,
  index: number,
  process: Process,
  rules: Rules,
): Generator<Move> {
  const to = (next: Partial<Process>, from = world): World => withProcess(from, index, next);
  if (process.status === 'dead') {
    yield { name: 'restart', world: to({ ...IDLE, believesOpen: false }), fault: null };
    return;
  }
  const crashed = spend(world, 'crashes');
  if (crashed !== null) {
    yield { name: 'crash', world: to({ ...IDLE, status: 'dead' }, crashed), fault: null };
  }
  if (process.paused) yield* resumeMoves(world, index, process, rules);
  else if (process.status === 'probing') yield* probingMoves(world, index, process, rules);
  else if (!process.tried) yield* tryMoves(world, index, process, rules);
}

/** A request comes while the process has none under way. */
function* tryMoves(world: World, index: number, process: Process, rules: Rules): Generator<Move> {
  const tried = withProcess(world, index, { tried: true });
  if (world.record?.state === 'CLOSED') {
    const spent = spend(tried, 'trips');
    if (spent === null || world.healthy) return;
    const trip: Message = { kind: 'trip', epoch: world.record.epoch, again: false };
    yield { name: 'trip', world: send(spent, trip), fault: null };
    return;
  }
  const granting = spend(tried, 'grants');
  const request = {
    token: 'fresh',
    leaseMs: LEASE_TICKS * TICK_MS,
    believesOpen: process.believesOpen,
    attempt: 1,
  };
  const step = rules.acquire(world.record, request, MOMENT);
  if (!step.reply.ok) {
    const denied = commit(tried, step);
    yield { name: 'denied', world: denied.world, fault: denied.fault };
    return;
  }
  if (granting === null) {
    yield { name: 'no request', world: tried, fault: null };
    return;
  }
  const { world: after, epoch, fault } = commit({ ...granting, granted: request.token }, step);
  const lease = { token: request.token, epoch };
  const probing = {
    ...lease,
    status: 'probing',
    abortIn: abortTicks(rules),
    believesOpen: true,
  } as const;
  yield { name: 'granted', world: withProcess(after, index, probing), fault };
  yield {
    name: 'granted, reply lost',
    world: send(after, { ...verdictOf(lease, 'neutral'), epoch: 0 }),
    fault,
  };
}

function* probingMoves(
  world: World,
  index: number,
  process: Process,
  rules: Rules,
): Generator<Move> {
  const idle = withProcess(world, index, finished(process));
  for (const verdict of [world.healthy ? 'ok' : 'fail', 'neutral'] as const) {
    yield { name: `finds ${verdict}`, world: send(idle, verdictOf(process, verdict)), fault: null };
  }
  const paused = spend(world, 'pauses');
  if (paused !== null) {
    yield { name: 'pause', world: withProcess(paused, index, { paused: true }), fault: null };
  }
  if (process.abortIn === abortTicks(rules)) return;
  const { token, epoch } = process;
  const lease = { token, epoch, leaseMs: LEASE_TICKS * TICK_MS };
  const { world: after, ok, fault } = commit(world, rules.renew(world.record, lease, MOMENT));
  if (!ok && rules.abortMarginTicks === null) return;
  const next = ok ? { abortIn: abortTicks(rules) } : finished(process);
  yield { name: ok ? 'renews' : 'is fenced', world: withProcess(after, index, next), fault };
  yield { name: 'renews, reply lost', world: after, fault };
}

/** The first thing after a pause is to look at the clock; a verdict may have come meanwhile. */
function* resumeMoves(
  world: World,
  index: number,
  process: Process,
  rules: Rules,
): Generator<Move> {
  if (process.abortIn > 0 || rules.abortMarginTicks === null) {
    yield { name: 'resume', world: withProcess(world, index, { paused: false }), fault: null };
    return;
  }
  const idle = withProcess(world, index, finished(process));
  yield { name: 'resume, abort', world: idle, fault: null };
  for (const verdict of ['ok', 'fail'] as const) {
    const late = send(idle, verdictOf(process, verdict));
    yield { name: `resume, finds ${verdict}`, world: late, fault: null };
  }
}

function* messageMoves(
  world: World,
  index: number,
  message: Message,
  rules: Rules,
): Generator<Move> {
  const messages = world.messages.toSpliced(index, 1);
  yield { name: `${message.kind} is lost`, world: { ...world, messages }, fault: null };
  const arrived = arrive({ ...world, messages }, message, rules);
  yield { ...arrived, name: `${message.kind} arrives` };
  if (message.again) return;
  const twice = [...messages, { ...message, again: true }];
  yield {
    name: `${message.kind} arrives, and will again`,
    world: { ...arrived.world, messages: twice },
    fault: arrived.fault,
  };
}

function arrive(world: World, message: Message, rules: Rules): Omit<Move, 'name'> {
  if (message.kind === 'trip') return arriveTrip(world, message, rules);
  const { token, epoch, verdict } = message;
  const settlement = {
    token,
    epoch,
    verdict,
    successesNeeded: 1,
    openMs: OPEN_TICKS * TICK_MS,
    cause: 'probe_failed',
  } as const;
  const { world: after, ok, fault } = commit(world, rules.settle(world.record, settlement, MOMENT));
  if (!ok) return { world: after, fault };
  const stale = token !== world.granted || token === '';
  return {
    world: { ...after, granted: '' },
    fault: stale ? 'a stale verdict took effect' : fault,
  };
}

function arriveTrip(world: World, { epoch }: Message, rules: Rules): Omit<Move, 'name'> {
  const { record } = world;
  const trip = {
    epoch,
    cause: 'consecutive',
    openMs: OPEN_TICKS * TICK_MS,
    attempt: 1,
    origin: 'upstream',
  } as const;
  const { world: after, ok, fault } = commit(world, rules.report(record, trip, MOMENT));
  const stale = ok && record !== null && epoch < record.epoch;
  return { world: after, fault: stale ? 'a stale trip took effect' : fault };
}

/** Traffic is fair: no time passes before each process had its request. */
function* timeMoves(world: World, rules: Rules): Generator<Move> {
  const waiting = world.processes.some(({ status, tried }) => status === 'idle' && !tried);
  if (waiting && world.record?.state !== 'CLOSED') return;
  const ticked = { ...world, ...tickStore(world) };
  const processes = world.processes.map((each) => tickProcess(each, rules));
  yield { name: 'tick', world: { ...ticked, processes }, fault: null };
  const drifted = spend(ticked, 'drifts');
  if (drifted !== null) yield { name: 'the store ticks', world: drifted, fault: null };
}

function tickStore({ record, previous }: World): Pick<World, 'record' | 'previous'> {
  const ticked = tickRecord(record);
  return { record: ticked, previous: previous === record ? ticked : tickRecord(previous) };
}

function tickRecord(record: BreakerRecord | null): BreakerRecord | null {
  if (record === null) return null;
  const { open, lease } = record;
  return {
    ...record,
    open: open && earlier(open),
    lease: lease && { ...lease, ...earlier(lease) },
  };
}

function earlier(deadline: Deadline): Deadline {
  return { ...deadline, at: remainingMs(deadline, NOW) === 0 ? NOW : deadline.at - TICK_MS };
}

function tickProcess(process: Process, rules: Rules): Process {
  const ticked = { ...process, tried: false, abortIn: Math.max(0, process.abortIn - 1) };
  if (ticked.status !== 'probing' || ticked.abortIn > 0 || ticked.paused) return ticked;
  return rules.abortMarginTicks === null ? ticked : { ...finished(ticked), tried: false };
}

function* storeMoves(world: World): Generator<Move> {
  const failedOver = spend(world, 'failovers');
  if (failedOver !== null && world.previous !== world.record) {
    const { previous } = world;
    const granted = previous?.lease?.token ?? '';
    const back = { ...failedOver, record: previous, previous, granted };
    yield { name: 'fail-over', world: back, fault: null };
  }
  const lost = spend(world, 'losses');
  if (lost !== null && world.record !== null) {
    yield { name: 'memory lost', world: { ...lost, record: null, previous: null }, fault: null };
  }
}

/** Ticks after which an owner that could not renew aborts. */
function abortTicks({ abortMarginTicks }: Rules): number {
  return LEASE_TICKS - (abortMarginTicks ?? 0);
}

/** A process whose probe is over, having had its request. */
function finished({ believesOpen }: Process): Process {
  return { ...IDLE, believesOpen, tried: true };
}

function verdictOf(
  { token, epoch }: Pick<Process, 'token' | 'epoch'>,
  verdict: ProbeVerdict,
): Extract<Message, { kind: 'settle' }> {
  return { kind: 'settle', token, epoch, verdict, again: false };
}

function send(world: World, message: Message): World {
  if (world.messages.length === MAX_MESSAGES) return world;
  return { ...world, messages: [...world.messages, message] };
}

function withProcess(world: World, index: number, next: Partial<Process>): World {
  const processes = world.processes.map((each, at) => (at === index ? { ...each, ...next } : each));
  return { ...world, processes };
}

/** The world with one less of what may go wrong; null when there is none left. */
function spend(world: World, allowance: keyof Budget): World | null {
  const left = world.left[allowance];
  return left === 0 ? null : { ...world, left: { ...world.left, [allowance]: left - 1 } };
}
