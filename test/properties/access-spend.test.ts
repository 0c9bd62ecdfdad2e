import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SpendLedger } from '../../src/access/spend-ledger.ts';
import { entityKey } from '../../src/access/spend-entity.ts';
import type { Snapshot } from '../../src/db/snapshot.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// A row, transactions that add to it, and readers, in any order. Amounts are whole, so sums are exact.

const ENTITY = { target: 'key', ids: ['k'] } as const;
const KEY = entityKey(ENTITY);

interface Flush {
  readonly xid: number;
  readonly amount: number;
  readonly own: boolean;
  state: 'running' | 'committed' | 'reported';
}

interface Read {
  readonly mark: number;
  row: { spend: number; snapshot: Snapshot; flushes: readonly Flush[] } | null;
}

/** A database of one row. */
class World {
  readonly ledger = new SpendLedger(new VirtualClock());
  readonly namesTransactions: boolean;
  charged = 0;
  pending = 0;
  row = 0;
  nextXid = 5;
  flushes: Flush[] = [];
  reads: Read[] = [];
  lastSeen: readonly Flush[] = [];
  /** How often the orders came up that are easy to get wrong. */
  readonly met = { seenBeforeReported: 0, reportedBeforeSeen: 0, lateRead: 0, overtaken: 0 };

  constructor(namesTransactions: boolean) {
    this.namesTransactions = namesTransactions;
    this.account();
  }

  account() {
    const snapshot = { xmin: 0, xmax: 0, running: new Set<number>() };
    return this.ledger.open(KEY, { spend: 0, resetAtMs: null, snapshot, mark: -1 });
  }

  charge(amount: number): void {
    this.account().charge(amount, 0);
    this.charged += amount;
    this.pending += amount;
  }

  begin(amount: number, own: boolean): void {
    this.flushes.push({ xid: this.nextXid, amount, own, state: 'running' });
    this.nextXid += 1;
  }

  commit(flush: Flush): void {
    flush.state = 'committed';
    this.row += flush.amount;
  }

  report(flush: Flush): void {
    flush.state = 'reported';
    if (!flush.own) return;
    if (flush.amount > 0) {
      this.met[this.lastSeen.includes(flush) ? 'seenBeforeReported' : 'reportedBeforeSeen'] += 1;
    }
    const xid = this.namesTransactions ? flush.xid : null;
    this.ledger.flushed(ENTITY, flush.amount, xid);
  }

  takeSnapshot(read: Read): void {
    const running = this.flushes.filter(({ state }) => state === 'running').map(({ xid }) => xid);
    const snapshot = {
      xmin: Math.min(this.nextXid, ...running),
      xmax: this.nextXid,
      running: new Set(running),
    };
    const flushes = this.flushes.filter(({ state }) => state !== 'running');
    read.row = { spend: this.row, snapshot, flushes };
  }

  deliver(read: Read): void {
    if (read.row === null) return;
    const { spend, snapshot, flushes } = read.row;
    this.ledger.observe(KEY, { spend, resetAtMs: null, snapshot, mark: read.mark });
    if (flushes.length < this.lastSeen.length) this.met.lateRead += 1;
    else this.lastSeen = flushes;
    const seenUpTo = Math.max(0, ...flushes.map(({ xid }) => xid));
    if ([...snapshot.running].some((xid) => xid < seenUpTo)) this.met.overtaken += 1;
  }

  /** What was charged here, and what the newest row shows of others. */
  get expected(): number {
    const others = this.lastSeen.filter(({ own }) => !own);
    return this.charged + others.reduce((sum, { amount }) => sum + amount, 0);
  }

  /** Of ours, in the newest row, and not yet known to be written: counted twice for that moment. */
  get unreported(): number {
    const moment = this.lastSeen.filter(({ own, state }) => own && state === 'committed');
    return moment.reduce((sum, { amount }) => sum + amount, 0);
  }

  spent(): number {
    return this.account().spent(0);
  }
}

type Step = readonly [kind: number, pick: number];

function take(world: World, [kind, pick]: Step): void {
  const flushIn = (state: Flush['state']): Flush | undefined => {
    const those = world.flushes.filter((flush) => flush.state === state);
    return those[pick % Math.max(1, those.length)];
  };
  const read = world.reads[pick % Math.max(1, world.reads.length)];
  const moves: readonly (() => void)[] = [
    () => world.charge(1 + (pick % 7)),
    () => {
      world.begin(world.pending, true);
      world.pending = 0;
    },
    () => world.begin(1 + (pick % 5), false),
    () => {
      const flush = flushIn('running');
      if (flush !== undefined) world.commit(flush);
    },
    () => {
      const flush = flushIn('committed');
      if (flush !== undefined) world.report(flush);
    },
    () => void world.reads.push({ mark: world.ledger.mark(), row: null }),
    () => {
      if (read !== undefined && read.row === null) world.takeSnapshot(read);
    },
    () => {
      if (read === undefined || read.row === null) return;
      world.deliver(read);
      world.reads = world.reads.filter((other) => other !== read);
    },
  ];
  moves[kind]?.();
}

// Without `size` lists stay at about ten steps, in which nothing of interest happens.
const STEPS = fc.array(fc.tuple(fc.nat(7), fc.nat(100)), {
  minLength: 1,
  maxLength: 120,
  size: 'max',
});

test('with transactions named, no order of charging, writing and reading loses or doubles a charge', () => {
  const met: Record<string, number> = {};
  fc.assert(
    fc.property(STEPS, (steps) => {
      const world = new World(true);
      for (const step of steps) {
        take(world, step);
        expect(world.spent()).toBe(world.expected + world.unreported);
      }
      for (const [what, times] of Object.entries(world.met)) met[what] = (met[what] ?? 0) + times;
    }),
    { numRuns: 1_000 },
  );
  for (const times of Object.values(met)) expect(times).toBeGreaterThan(100);
});

test('without them nothing is lost either, and a row that is read in peace puts everything right', () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const world = new World(false);
      for (const step of steps) {
        take(world, step);
        expect(world.spent()).toBeGreaterThanOrEqual(world.expected);
      }
      for (const flush of world.flushes) {
        if (flush.state === 'running') world.commit(flush);
        if (flush.state === 'committed') world.report(flush);
      }
      const read: Read = { mark: world.ledger.mark(), row: null };
      world.takeSnapshot(read);
      world.deliver(read);
      expect(world.spent()).toBe(world.expected);
    }),
    { numRuns: 1_000 },
  );
});
