/**
 * Worlds as short strings. Packing makes worlds equal that differ in nothing that can still matter:
 * the order of processes, and the names of tokens and epochs, of which only "is it the one in the
 * store" counts.
 */
import {
  AT_REST,
  deadlineIn,
  remainingMs,
  type BreakerRecord,
  type Deadline,
} from '../../../src/resilience/breaker/record.ts';
import { radix, remember } from './radix.ts';
import { NOW, TICK_MS, type Budget, type Message, type Process, type World } from './world.ts';

const STATES = ['CLOSED', 'OPEN', 'HALF_OPEN'] as const;
const STATUSES = ['idle', 'probing', 'dead'] as const;
const KINDS = ['ok', 'fail', 'neutral', 'trip'] as const;
/** None that matters, the stored lease's, the previous record's, the one granted last. */
const TOKENS = ['', 'stored', 'previous', 'granted'] as const;
/** As numbers: what two epochs are to each other is all that is kept of them. */
const EPOCHS = { older: 0, previous: 1, between: 2, stored: 3, younger: 4 } as const;

/** More than anything that is counted in a world. */
const COUNT = 8;
const RECORD = radix(STATES.length, 5, COUNT, 2, 2, COUNT, TOKENS.length);
const PROCESS = radix(STATUSES.length, 2, 2, 2, TOKENS.length, 5, COUNT);
const MESSAGE = radix(KINDS.length, 2, 5, TOKENS.length);
const BUDGET = radix(COUNT, COUNT, COUNT, COUNT, COUNT);
const REST = radix(3, 3, TOKENS.length, 2, COUNT);

/** A world's name: the same for worlds that behave alike. */
export function pack(world: World): string {
  const { record, previous, healthy, left } = world;
  const processes = world.processes.map((each) => packProcess(each, world)).sort(ascending);
  const messages = world.messages.map((each) => packMessage(each, world)).sort(ascending);
  return String.fromCharCode(
    packRecord(record, world),
    packRecord(previous, world),
    BUDGET.pack(left.grants, left.crashes, left.pauses, left.trips, left.drifts),
    REST.pack(
      left.failovers,
      left.losses,
      packToken(world.granted, world),
      Number(healthy),
      processes.length,
    ),
    ...processes,
    ...messages,
  );
}

/** The world of a name. */
export function unpack(name: string): World {
  const codes = Array.from(name, (_, index) => name.charCodeAt(index));
  const [stored = 0, previous = 0, budget = 0, rest = 0] = codes;
  const [failovers = 0, losses = 0, granted = 0, healthy, processes = 0] = REST.unpack(rest);
  const record = unpackRecord(stored);
  return {
    record,
    previous: previous === stored ? record : unpackRecord(previous),
    processes: codes.slice(4, 4 + processes).map(unpackProcess),
    messages: codes.slice(4 + processes).map(unpackMessage),
    healthy: healthy === 1,
    granted: at(TOKENS, granted),
    left: unpackBudget(budget, failovers, losses),
  };
}

/** 0 for nothing. */
function packRecord(record: BreakerRecord | null, world: World): number {
  if (record === null) return 0;
  const { lease } = record;
  return (
    1 +
    RECORD.pack(
      STATES.indexOf(record.state),
      packEpoch(record.epoch, world),
      ticks(record.open),
      record.probeSuccesses,
      lease === null ? 0 : 1,
      ticks(lease),
      packToken(lease?.token ?? '', world),
    )
  );
}

const unpackRecord = remember((code): BreakerRecord | null => {
  if (code === 0) return null;
  const [state = 0, epoch = 0, open = 0, probeSuccesses = 0, leased, lease = 0, token = 0] =
    RECORD.unpack(code - 1);
  return {
    ...AT_REST,
    version: EPOCHS.younger,
    state: at(STATES, state),
    epoch,
    open: open === 0 ? null : inTicks(open),
    probeSuccesses,
    lease: leased === 1 ? { ...inTicks(lease), token: at(TOKENS, token) } : null,
  };
});

function packProcess(process: Process, world: World): number {
  return PROCESS.pack(
    STATUSES.indexOf(process.status),
    Number(process.paused),
    Number(process.tried),
    Number(process.believesOpen),
    packToken(process.token, world),
    packEpoch(process.epoch, world),
    process.abortIn,
  );
}

const unpackProcess = remember((code): Process => {
  const [status = 0, paused, tried, believesOpen, token = 0, epoch = 0, abortIn = 0] =
    PROCESS.unpack(code);
  return {
    status: at(STATUSES, status),
    paused: paused === 1,
    tried: tried === 1,
    believesOpen: believesOpen === 1,
    token: at(TOKENS, token),
    epoch,
    abortIn,
  };
});

function packMessage(message: Message, world: World): number {
  const settles = message.kind === 'settle';
  return MESSAGE.pack(
    KINDS.indexOf(settles ? message.verdict : 'trip'),
    Number(message.again),
    packEpoch(message.epoch, world),
    settles ? packToken(message.token, world) : 0,
  );
}

const unpackMessage = remember((code): Message => {
  const [index = 0, again, epoch = 0, token = 0] = MESSAGE.unpack(code);
  const kind = at(KINDS, index);
  if (kind === 'trip') return { kind, epoch, again: again === 1 };
  return { kind: 'settle', verdict: kind, epoch, again: again === 1, token: at(TOKENS, token) };
});

function unpackBudget(code: number, failovers: number, losses: number): Budget {
  const [grants = 0, crashes = 0, pauses = 0, trips = 0, drifts = 0] = BUDGET.unpack(code);
  return { grants, crashes, pauses, trips, drifts, failovers, losses };
}

function packToken(token: string, { record, previous, granted }: World): number {
  if (token === '') return 0;
  if (token === record?.lease?.token) return 1;
  if (token === previous?.lease?.token) return 2;
  return token === granted ? 3 : 0;
}

function packEpoch(epoch: number, { record, previous }: World): number {
  if (record === null) return EPOCHS.older;
  if (epoch > record.epoch) return EPOCHS.younger;
  if (epoch === record.epoch) return EPOCHS.stored;
  if (previous === null || epoch < previous.epoch) return EPOCHS.older;
  return epoch === previous.epoch ? EPOCHS.previous : EPOCHS.between;
}

function ticks(deadline: Deadline | null): number {
  return remainingMs(deadline, NOW) / TICK_MS;
}

function inTicks(count: number): Deadline {
  return deadlineIn(count * TICK_MS, NOW);
}

function at<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no value ${index}`);
  return value;
}

function ascending(a: number, b: number): number {
  return a - b;
}
