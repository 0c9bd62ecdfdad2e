import { describe, expect, test } from '@jest/globals';
import {
  acquire,
  hold,
  nextVersion,
  override,
  read,
  renew,
  report,
  reset,
  restore,
  settle,
  type Moment,
} from '../../../../src/resilience/breaker/protocol.ts';
import {
  AT_REST,
  deadlineIn,
  type BreakerRecord,
} from '../../../../src/resilience/breaker/record.ts';
import type { LeaseRequest, Settlement } from '../../../../src/resilience/breaker/store.ts';

// What a store does with these steps is in breaker-store-contract.ts; here is what only a step shows.
const NOW = 1_000_000;
const MOMENT: Moment = { now: NOW, version: 50 };
const ASK: LeaseRequest = { token: 'b', leaseMs: 10_000, believesOpen: true, attempt: 1 };
const OPEN: BreakerRecord = {
  ...AT_REST,
  version: 40,
  epoch: 40,
  state: 'OPEN',
  open: deadlineIn(5_000, NOW),
  attempt: 2,
  cause: 'slow_rate',
};
const PROBED: BreakerRecord = {
  ...OPEN,
  state: 'HALF_OPEN',
  open: null,
  lease: { ...deadlineIn(10_000, NOW), token: 'a' },
};
const SETTLEMENT: Settlement = {
  token: 'a',
  epoch: 40,
  verdict: 'ok',
  successesNeeded: 1,
  openMs: 9_000,
  cause: 'probe_failed',
};

function later(ms: number): Moment {
  return { now: NOW + ms, version: MOMENT.version };
}

describe('nextVersion', () => {
  test('follows the time in microseconds', () => {
    expect(nextVersion(7, 12.3456)).toBe(12_345);
  });

  test('rises by one when the time did not pass, or went back', () => {
    expect(nextVersion(12_345, 12.3456)).toBe(12_346);
    expect(nextVersion(12_345, -5)).toBe(12_346);
  });
});

describe('a step that refuses', () => {
  test.each([
    [
      'a trip of an open breaker',
      OPEN,
      report(OPEN, { ...SETTLEMENT, attempt: 3, origin: 'local' }, MOMENT),
    ],
    ['a probe before its time', OPEN, acquire(OPEN, ASK, MOMENT)],
    ['a second probe', PROBED, acquire(PROBED, ASK, MOMENT)],
    ['a probe that nobody needs', null, acquire(null, { ...ASK, believesOpen: false }, MOMENT)],
    [
      'a stranger that renews',
      PROBED,
      renew(PROBED, { token: 'b', epoch: 40, leaseMs: 1 }, MOMENT),
    ],
    ['a stranger that settles', PROBED, settle(PROBED, { ...SETTLEMENT, token: 'b' }, MOMENT)],
    ['a verdict about nothing', null, settle(null, SETTLEMENT, MOMENT)],
  ])('gives back the very record it was given: %s', (_name, before, step) => {
    expect(step.record).toBe(before);
    expect(step.reply.ok).toBe(false);
    expect(step.reply.shared).toEqual(read(before, NOW));
  });

  test('gives back the very record when there is nothing to move out or to take away', () => {
    const held = { ...OPEN, hold: deadlineIn(8_000, NOW) };
    expect(hold(held, 8_000, MOMENT).record).toBe(held);
    expect(hold(null, 0, MOMENT).record).toBeNull();
    expect(override(OPEN, null, MOMENT).record).toBe(OPEN);
  });
});

describe('a step that changes something', () => {
  test('numbers it, and begins an epoch only with a transition', () => {
    const renewed = renew(PROBED, { token: 'a', epoch: 40, leaseMs: 10_000 }, MOMENT);
    expect(renewed.record).toMatchObject({ version: 50, epoch: 40 });
    const closed = settle(PROBED, SETTLEMENT, MOMENT);
    expect(closed.record).toMatchObject({ version: 50, epoch: 50, lease: null });
  });

  test('leaves the record that it was given as it was', () => {
    const before = structuredClone(PROBED);
    settle(PROBED, SETTLEMENT, MOMENT);
    hold(PROBED, 10, MOMENT);
    reset(PROBED, MOMENT);
    expect(PROBED).toEqual(before);
  });

  test('makes the probe due and grants it in one', () => {
    const { record } = acquire(OPEN, ASK, later(5_000));
    expect(record).toMatchObject({ state: 'HALF_OPEN', open: null, version: 50, epoch: 50 });
    expect(record?.lease).toEqual({ token: 'b', at: NOW + 15_000, spanMs: 10_000 });
  });

  test('loses the successes of probes when one fails', () => {
    const halfway = { ...PROBED, probeSuccesses: 1 };
    const failed = settle(halfway, { ...SETTLEMENT, verdict: 'fail', successesNeeded: 3 }, MOMENT);
    expect(failed.record).toMatchObject({ state: 'OPEN', probeSuccesses: 0, attempt: 3 });
  });

  test('keeps the successes of probes when one finds nothing', () => {
    const halfway = { ...PROBED, probeSuccesses: 1 };
    const idle = settle(halfway, { ...SETTLEMENT, verdict: 'neutral' }, MOMENT);
    expect(idle.record).toMatchObject({ state: 'HALF_OPEN', probeSuccesses: 1, lease: null });
  });

  test('remembers across a trip when it last closed', () => {
    const closed = { ...AT_REST, epoch: 40, version: 40, closedAt: NOW - 500 };
    const trip = { ...SETTLEMENT, attempt: 3, origin: 'local' } as const;
    expect(report(closed, trip, MOMENT).reply.shared.closedForMs).toBe(500);
  });
});

describe('a clock that went back', () => {
  const before = later(-900_000);

  test('makes an open breaker due', () => {
    expect(read(OPEN, before.now).remainingMs).toBe(0);
    expect(acquire(OPEN, ASK, before).reply.ok).toBe(true);
  });

  test('ends a lease', () => {
    expect(acquire(PROBED, ASK, before).reply.ok).toBe(true);
  });

  test('ends a hold and an override', () => {
    const { record } = override(
      { ...OPEN, hold: deadlineIn(8_000, NOW) },
      { mode: 'FORCED_OPEN', ttlMs: 5_000, actor: 'ana', reason: 'drill' },
      MOMENT,
    );
    expect(read(record, before.now)).toMatchObject({ holdRemainingMs: 0, override: null });
    expect(hold(record, 10, before).reply.holdRemainingMs).toBe(10);
  });

  test('has closed the breaker just now', () => {
    const closed = settle(PROBED, SETTLEMENT, MOMENT).record;
    expect(read(closed, before.now).closedForMs).toBe(0);
  });
});

describe('a record that is restored', () => {
  const override = {
    ...{ ...deadlineIn(60_000, NOW), mode: 'FORCED_OPEN' as const },
    ...{ actor: 'alice', reason: 'moving house' },
  };

  test.each<[string, BreakerRecord]>([
    ['at rest', AT_REST],
    ['open', OPEN],
    ['probed', PROBED],
    [
      'closed again, held and overridden',
      {
        ...AT_REST,
        version: 41,
        epoch: 41,
        attempt: 1,
        closedAt: NOW - 300,
        hold: deadlineIn(700, NOW),
        override,
      },
    ],
  ])('reads as it did: %s', (_name, record) => {
    expect(read(restore(read(record, NOW), NOW), NOW)).toEqual(read(record, NOW));
    expect(read(restore(read(record, NOW), NOW), NOW + 500)).toEqual(read(record, NOW + 500));
  });

  test('keeps a lease, but nobody holds it', () => {
    const kept = restore(read(PROBED, NOW), NOW);
    expect(acquire(kept, ASK, later(1)).reply.ok).toBe(false);
    expect(settle(kept, SETTLEMENT, later(1)).reply.ok).toBe(false);
  });
});
