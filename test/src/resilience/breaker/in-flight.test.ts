import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  InFlight,
  isStreamTicket,
  TICKET_BITS,
} from '../../../../src/resilience/breaker/in-flight.ts';

const SHAPE = { bucketMs: 1_000, spanMs: 30_000 };
const SLOW_MS = 30_000;

describe('calls under way', () => {
  test('are counted in and out, with their age in buckets', () => {
    const calls = new InFlight(SHAPE, 0);
    const first = calls.enter(500, 'stream');
    const second = calls.enter(1_500, 'whole');
    expect([calls.current, isStreamTicket(first), isStreamTicket(second)]).toEqual([
      2,
      true,
      false,
    ]);
    expect([calls.leave(first, 2_500), calls.leave(second, 2_500)]).toEqual([2, 1]);
    expect(calls.current).toBe(0);
  });

  test('are counted out when they are older than the ring', () => {
    const calls = new InFlight(SHAPE, 0);
    const tickets = [calls.enter(0, 'stream'), calls.enter(0, 'whole')];
    expect(tickets.map((ticket) => calls.leave(ticket, 600_000))).toEqual([600, 600]);
    expect(calls.current).toBe(0);
  });

  test('cannot be counted out twice', () => {
    const calls = new InFlight(SHAPE, 0);
    const ticket = calls.enter(0, 'stream');
    calls.enter(5_000, 'stream');
    calls.leave(ticket, 5_000);
    calls.leave(ticket, 5_000);
    expect(calls.current).toBe(1);
    calls.leave(ticket, 100_000);
    expect(calls.current).toBe(0);
    calls.leave(ticket, 100_000);
    expect(calls.current).toBe(0);
  });

  test('fit their tickets into the bits that are said', () => {
    const calls = new InFlight(SHAPE, 1e12);
    expect(calls.enter(1e12, 'whole')).toBeLessThan(1 << TICKET_BITS);
  });

  test('survive a failure when they are older than it was', () => {
    const calls = new InFlight(SHAPE, 0);
    for (let second = 0; second < 10; second++) calls.enter(second * 1_000, 'stream');
    expect(calls.survivors(0, SLOW_MS, 10_000)).toBe(10);
    expect(calls.survivors(4_500, SLOW_MS, 10_000)).toBe(5);
    expect(calls.survivors(60_000, SLOW_MS, 10_000)).toBe(0);
  });

  test('are overdue, and no survivors any more, when streams are silent beyond the slow limit', () => {
    const calls = new InFlight(SHAPE, 0);
    calls.enter(0, 'stream');
    calls.enter(0, 'whole');
    expect([calls.overdue(SLOW_MS, 30_900), calls.survivors(1_000, SLOW_MS, 30_900)]).toEqual([
      0, 2,
    ]);
    expect([calls.overdue(SLOW_MS, 31_100), calls.survivors(1_000, SLOW_MS, 31_100)]).toEqual([
      1, 1,
    ]);
    expect([calls.overdue(SLOW_MS, 500_000), calls.survivors(1_000, SLOW_MS, 500_000)]).toEqual([
      1, 1,
    ]);
  });

  test('whose age is unknown do not speak against failures that took longer than is known', () => {
    const calls = new InFlight(SHAPE, 0);
    calls.enter(0, 'whole');
    expect(calls.survivors(120_000, SLOW_MS, 100_000)).toBe(0);
  });

  test('of an earlier state are no evidence, but are still counted', () => {
    const calls = new InFlight(SHAPE, 0);
    calls.enter(0, 'stream');
    calls.enter(0, 'whole');
    calls.disown();
    expect([calls.current, calls.total, calls.overdue(SLOW_MS, 90_000)]).toEqual([0, 2, 0]);
    calls.leaveOlder();
    calls.leaveOlder();
    calls.leaveOlder();
    expect(calls.total).toBe(0);
  });

  test('of a counter of another shape are inherited as such', () => {
    const former = new InFlight(SHAPE, 0);
    former.enter(0, 'stream');
    const calls = new InFlight({ bucketMs: 10, spanMs: 300 }, 0);
    calls.inherit(former);
    expect([calls.current, calls.total]).toEqual([0, 1]);
  });

  test('are never fewer than none, and none in the end', () => {
    const step = fc.record({ ms: fc.nat(20_000), leaves: fc.boolean(), stream: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const calls = new InFlight(SHAPE, 0);
        const tickets: number[] = [];
        let now = 0;
        for (const { ms, leaves, stream } of steps) {
          now += ms;
          if (!leaves) tickets.push(calls.enter(now, stream ? 'stream' : 'whole'));
          else if (tickets.length > 0) calls.leave(tickets.shift() ?? 0, now);
          expect(calls.current).toBe(tickets.length);
        }
        for (const ticket of tickets) calls.leave(ticket, now);
        expect(calls.current).toBe(0);
      }),
    );
  });
});
