import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AdmissionQueue, type AbortSource } from '../../../src/resilience/admission-queue.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { Caller, WatchedQueue } from '../../support/watched-queue.ts';

const PATIENT: AbortSource = { onAbort: () => undefined };

function makeQueue(limit: number, maxWaiting = 10) {
  const clock = new VirtualClock();
  return { clock, queue: new AdmissionQueue({ limit, maxWaiting, clock }) };
}

/** A queue whose only place is taken, by a call like which others took `tookMs`. */
function makeFull({ tookMs = 0, limit = 1, maxWaiting = 10 } = {}) {
  const { clock, queue } = makeQueue(limit, maxWaiting);
  for (let call = 0; call < limit; call++) queue.tryEnter();
  clock.advance(tookMs);
  for (let call = 0; call < limit; call++) queue.leave();
  for (let call = 0; call < limit; call++) queue.tryEnter();
  return { clock, queue };
}

describe('without a queue', () => {
  test('as many enter as there are places', () => {
    const { queue } = makeQueue(2);
    expect([queue.tryEnter(), queue.tryEnter(), queue.tryEnter()]).toEqual([true, true, false]);
    expect(queue.running).toBe(2);
    expect(queue.hasRoom).toBe(false);
    queue.leave();
    expect(queue.hasRoom).toBe(true);
    expect(queue.tryEnter()).toBe(true);
  });

  test('any number enter where there is no limit, and the clock is never read', async () => {
    let reads = 0;
    const clock = { now: () => ++reads, wallMs: () => 0, setTimer: () => ({ cancel() {} }) };
    const queue = new AdmissionQueue({ limit: Infinity, maxWaiting: 0, clock });
    for (let call = 0; call < 1_000; call++) expect(queue.tryEnter()).toBe(true);
    expect(await queue.enter(0, PATIENT)).toBe('entered');
    queue.leave();
    expect(queue.running).toBe(1_000);
    expect(queue.estimateWaitMs(0)).toBe(0);
    expect(reads).toBe(0);
  });

  test('a place given back twice is not there twice', () => {
    const { queue } = makeQueue(1);
    queue.tryEnter();
    queue.leave();
    queue.leave();
    expect(queue.running).toBe(0);
    expect([queue.tryEnter(), queue.tryEnter()]).toEqual([true, false]);
  });
});

describe('in the queue', () => {
  test('a free place is taken without waiting', async () => {
    const { queue, clock } = makeQueue(1);
    expect(await queue.enter(1_000, PATIENT)).toBe('entered');
    expect(clock.pending).toBe(0);
  });

  test('a place goes straight to the first, before anybody else can take it', async () => {
    const { queue } = makeFull();
    const first = queue.enter(1_000, PATIENT);
    const second = queue.enter(1_000, PATIENT);
    expect(queue.waiting).toBe(2);
    queue.leave();
    expect(queue.tryEnter()).toBe(false);
    expect(queue.running).toBe(1);
    expect(queue.waiting).toBe(1);
    expect(await first).toBe('entered');
    queue.leave();
    expect(await second).toBe('entered');
    queue.leave();
    expect(queue.running).toBe(0);
  });

  test('one too many is refused at once', async () => {
    const { queue } = makeFull({ maxWaiting: 1 });
    void queue.enter(1_000, PATIENT);
    expect(await queue.enter(1_000, PATIENT)).toBe('full');
    expect(queue.waiting).toBe(1);
  });

  test('nobody waits where no queue is wanted', async () => {
    const { queue } = makeFull({ maxWaiting: 0 });
    expect(await queue.enter(1_000, PATIENT)).toBe('full');
  });

  test('who has waited long enough is told so, in the middle too', async () => {
    const { queue, clock } = makeFull();
    const results: string[] = [];
    const enter = (name: string, deadlineAt: number) =>
      queue.enter(deadlineAt, PATIENT).then((result) => results.push(`${name} ${result}`));
    const all = [enter('a', 300), enter('b', 100), enter('c', 200), enter('d', 300)];
    clock.advance(100);
    await all[1];
    expect(results).toEqual(['b late']);
    clock.advance(100);
    await all[2];
    expect(queue.waiting).toBe(2);
    clock.advance(99);
    queue.leave();
    await all[0];
    clock.advance(1);
    await all[3];
    expect(results).toEqual(['b late', 'c late', 'a entered', 'd late']);
    expect(clock.pending).toBe(0);
  });

  test('nobody is admitted whose time is over, though no timer has said so', async () => {
    let nowMs = 0;
    const clock = {
      now: () => nowMs,
      wallMs: () => 0,
      setTimer: () => ({ cancel() {} }),
    };
    const queue = new AdmissionQueue({ limit: 1, maxWaiting: 10, clock });
    queue.tryEnter();
    const late = queue.enter(100, PATIENT);
    const next = queue.enter(200, PATIENT);
    nowMs = 100;
    queue.leave();
    expect(await Promise.all([late, next])).toEqual(['late', 'entered']);
    expect(queue.running).toBe(1);
  });

  test('a deadline that is over is no deadline to wait for', async () => {
    const { queue, clock } = makeFull();
    clock.advance(500);
    expect(await queue.enter(500, PATIENT)).toBe('late');
    expect(await queue.enter(499, PATIENT)).toBe('late');
    expect(clock.pending).toBe(0);
  });

  test('who has no deadline waits without a timer', async () => {
    const { queue, clock } = makeFull();
    const entry = queue.enter(Infinity, PATIENT);
    expect(clock.pending).toBe(0);
    queue.leave();
    expect(await entry).toBe('entered');
  });

  test('one timer serves all, set for the earliest', () => {
    const { queue, clock } = makeFull();
    void queue.enter(500, PATIENT);
    expect(clock.nextInMs).toBe(500);
    void queue.enter(900, PATIENT);
    expect(clock.nextInMs).toBe(500);
    void queue.enter(200, PATIENT);
    expect(clock.nextInMs).toBe(200);
    expect(clock.pending).toBe(1);
    clock.advance(200);
    expect(clock.nextInMs).toBe(300);
    expect(clock.pending).toBe(1);
  });

  test('no timer is longer than timers can be', async () => {
    const { queue, clock } = makeFull();
    const entry = queue.enter(3e9, PATIENT);
    expect(clock.nextInMs).toBe(2 ** 31 - 1);
    clock.advance(2 ** 31 - 1);
    expect(queue.waiting).toBe(1);
    clock.advance(3e9 - 2 ** 31 + 1);
    expect(await entry).toBe('late');
  });

  test('who goes away leaves the queue at once, and the timer with the last', async () => {
    const { queue, clock } = makeFull();
    const callers = [new Caller(), new Caller(), new Caller()];
    const entries = callers.map((caller) => queue.enter(1_000, caller));
    callers[1]?.abort();
    expect(await entries[1]).toBe('aborted');
    expect(queue.waiting).toBe(2);
    queue.leave();
    expect(await entries[0]).toBe('entered');
    callers[0]?.abort();
    expect(queue.running).toBe(1);
    callers[2]?.abort();
    expect(await entries[2]).toBe('aborted');
    expect(queue.waiting).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('who has gone away already does not wait', async () => {
    const { queue, clock } = makeFull();
    const caller = new Caller();
    caller.abort();
    expect(await queue.enter(1_000, caller)).toBe('aborted');
    expect(queue.waiting).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('a timer that was cancelled does not keep the next one from being set', async () => {
    const { queue, clock } = makeFull();
    const entry = queue.enter(100, PATIENT);
    queue.leave();
    expect(await entry).toBe('entered');
    expect(clock.pending).toBe(0);
    const next = queue.enter(400, PATIENT);
    expect(clock.nextInMs).toBe(400);
    clock.advance(400);
    expect(await next).toBe('late');
    const last = queue.enter(900, PATIENT);
    expect(clock.nextInMs).toBe(500);
    queue.leave();
    expect(await last).toBe('entered');
  });
});

describe('the wait to be expected', () => {
  test('is nothing where there is a place', () => {
    const { queue } = makeFull({ tookMs: 600 });
    queue.leave();
    expect(queue.estimateWaitMs(600)).toBe(0);
  });

  test('is nothing to speak of before the first call ended', () => {
    const { queue } = makeQueue(1);
    queue.tryEnter();
    expect(queue.estimateWaitMs(0)).toBe(0);
  });

  test('grows with the queue, and shrinks with the number of places', () => {
    const one = makeFull({ tookMs: 600 }).queue;
    expect(one.estimateWaitMs(600)).toBe(600);
    void one.enter(Infinity, PATIENT);
    expect(one.estimateWaitMs(600)).toBe(1_200);
    const three = makeFull({ tookMs: 600, limit: 3 }).queue;
    expect(three.estimateWaitMs(600)).toBe(200);
  });

  test('is a number even where nobody may enter', () => {
    expect(makeQueue(0).queue.estimateWaitMs(0)).toBe(0);
  });

  test('grows while the calls that run take longer than any before', () => {
    const { queue } = makeFull({ tookMs: 600 });
    expect(queue.estimateWaitMs(1_200)).toBe(600);
    expect(queue.estimateWaitMs(10_600)).toBe(10_000);
  });

  test('beyond the deadline is not begun', async () => {
    const { queue, clock } = makeFull({ tookMs: 600 });
    const now = clock.now();
    expect(await queue.enter(now + 599, PATIENT)).toBe('late');
    const first = queue.enter(now + 600, PATIENT);
    expect(await queue.enter(now + 1_199, PATIENT)).toBe('late');
    const second = queue.enter(now + 1_200, PATIENT);
    expect(queue.waiting).toBe(2);
    queue.leave();
    queue.leave();
    expect(await Promise.all([first, second])).toEqual(['entered', 'entered']);
  });
});

describe('a change of limits', () => {
  test('lets as many in as there are new places, in order', async () => {
    const { queue } = makeFull();
    const entries = [1, 2, 3].map(() => queue.enter(1_000, PATIENT));
    queue.configure({ limit: 3, maxWaiting: 10 });
    expect(queue.limit).toBe(3);
    expect(await Promise.all(entries.slice(0, 2))).toEqual(['entered', 'entered']);
    expect([queue.running, queue.waiting]).toEqual([3, 1]);
  });

  test('sends nobody away, but lets nobody in until there is room again', () => {
    const { queue } = makeFull({ limit: 3 });
    void queue.enter(1_000, PATIENT);
    queue.configure({ limit: 1, maxWaiting: 0 });
    expect([queue.running, queue.waiting]).toEqual([3, 1]);
    queue.leave();
    queue.leave();
    expect([queue.running, queue.waiting]).toEqual([1, 1]);
    queue.leave();
    expect([queue.running, queue.waiting]).toEqual([1, 0]);
  });

  test('changes how many may wait', async () => {
    const { queue } = makeFull({ maxWaiting: 1 });
    queue.configure({ limit: 1, maxWaiting: 2 });
    void queue.enter(1_000, PATIENT);
    void queue.enter(1_000, PATIENT);
    expect(await queue.enter(1_000, PATIENT)).toBe('full');
  });

  test('to no limit at all lets everybody in', async () => {
    const { queue, clock } = makeFull();
    const entries = [1, 2, 3].map(() => queue.enter(1_000, PATIENT));
    queue.configure({ limit: Infinity, maxWaiting: 0 });
    expect(await Promise.all(entries)).toEqual(['entered', 'entered', 'entered']);
    expect(clock.pending).toBe(0);
  });

  test('to another number goes on learning from the calls that run', () => {
    const { queue, clock } = makeFull({ tookMs: 800 });
    queue.configure({ limit: 2, maxWaiting: 10 });
    clock.advance(1_600);
    queue.leave();
    queue.tryEnter();
    queue.tryEnter();
    expect(queue.estimateWaitMs(2_400)).toBe(450);
  });

  test('learns nothing from calls that began without a limit', () => {
    const { queue, clock } = makeQueue(Infinity);
    queue.tryEnter();
    queue.tryEnter();
    clock.advance(5_000);
    queue.configure({ limit: 2, maxWaiting: 10 });
    queue.leave();
    queue.tryEnter();
    expect(queue.estimateWaitMs(5_000)).toBe(0);
    clock.advance(100);
    queue.leave();
    queue.tryEnter();
    expect(queue.estimateWaitMs(5_100)).toBe(0);
    queue.leave();
    queue.tryEnter();
    expect(queue.estimateWaitMs(5_100)).toBe(50);
  });

  test('from no limit and back follows only calls it can know', () => {
    const { queue, clock } = makeFull({ tookMs: 80, limit: 2 });
    clock.advance(1_000);
    queue.configure({ limit: Infinity, maxWaiting: 10 });
    queue.configure({ limit: 2, maxWaiting: 10 });
    queue.leave();
    queue.leave();
    queue.tryEnter();
    queue.tryEnter();
    expect(queue.estimateWaitMs(1_080)).toBe(40);
  });
});

describe('whatever happens', () => {
  const act = fc.oneof(
    { weight: 9, arbitrary: fc.record({ do: fc.constant('enter'), value: fc.nat(500) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('leave'), value: fc.constant(0) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('abort'), value: fc.integer({ min: -6, max: -1 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('advance'), value: fc.nat(200) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('limit'), value: fc.integer({ min: 1, max: 5 }) }),
    },
  );

  test('no more run than may, they enter in order, and everybody is told once', async () => {
    let waited = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(act, { minLength: 5, maxLength: 80 }),
        async (limit, acts) => {
          const watched = new WatchedQueue(limit, 5);
          for (const { do: what, value } of acts) {
            if (what === 'enter') await watched.enter(value);
            else if (what === 'leave') await watched.leave();
            else if (what === 'abort') await watched.abort(value);
            else if (what === 'advance') await watched.advance(value);
            else await watched.configure(value, 5);
            waited = Math.max(waited, watched.queue.waiting);
          }
          await watched.advance(1_000);
          expect(watched.faults).toEqual([]);
          expect(watched.wishes.every(({ results }) => results.length === 1)).toBe(true);
          expect(watched.entered).toEqual(watched.entered.toSorted((a, b) => a - b));
        },
      ),
    );
    // Else the property would hold for want of anything to show it on.
    expect(waited).toBeGreaterThanOrEqual(3);
  });
});

describe('a copy', () => {
  test('is as full, has as many waiting and expects as long a wait', () => {
    const { queue, clock } = makeFull({ tookMs: 400, limit: 2 });
    void queue.enter(60_000, PATIENT);
    const copy = queue.copy(clock);
    expect([copy.running, copy.waiting, copy.limit, copy.hasRoom]).toEqual([2, 1, 2, false]);
    expect(copy.estimateWaitMs(clock.now())).toBe(queue.estimateWaitMs(clock.now()));
  });

  test('tells nobody who waits in the original, and takes none of its places', async () => {
    const { queue, clock } = makeFull();
    const told: string[] = [];
    void queue.enter(60_000, PATIENT).then((admission) => told.push(admission));
    const copy = queue.copy(clock);
    copy.leave();
    await Promise.resolve();
    expect([told, queue.running, queue.waiting]).toEqual([[], 1, 1]);
  });
});
