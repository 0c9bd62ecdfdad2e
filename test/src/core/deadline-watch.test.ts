import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeadlineWatch } from '../../../src/core/deadline-watch.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let watch: DeadlineWatch;

beforeEach(() => {
  clock = new VirtualClock();
  watch = new DeadlineWatch(clock);
});

class Deadline {
  readonly fired: number[] = [];
  cuts = 0;
  watchIndex = -1;
  deadlineAt: number;

  constructor(deadlineAt: number) {
    this.deadlineAt = deadlineAt;
  }

  onDeadline(now: number): void {
    this.fired.push(now);
  }

  cut(): void {
    this.cuts += 1;
    watch.remove(this);
  }
}

function watched(deadlineAt: number): Deadline {
  const deadline = new Deadline(deadlineAt);
  watch.add(deadline);
  return deadline;
}

describe('a deadline', () => {
  test('is never met early and at most one tick late', () => {
    const deadline = watched(110);
    clock.advance(109);
    expect(deadline.fired).toEqual([]);
    clock.advance(26);
    expect(deadline.fired).toEqual([125]);
  });

  test('fires once, and is let go of before it fires', () => {
    const deadline = watched(10);
    const seen: number[] = [];
    deadline.onDeadline = () => void seen.push(watch.size);
    clock.advance(1_000);
    expect(seen).toEqual([0]);
  });

  test('can be moved by writing a number', () => {
    const deadline = watched(50);
    clock.advance(40);
    deadline.deadlineAt = 500;
    clock.advance(459);
    expect(deadline.fired).toEqual([]);
    clock.advance(30);
    expect(deadline.fired).toEqual([500]);
  });

  test('that was removed does not fire', () => {
    const deadline = watched(10);
    watch.remove(deadline);
    clock.advance(100);
    expect(deadline.fired).toEqual([]);
  });

  test('may take another one with it', () => {
    const [first, second] = [watched(10), watched(10)];
    second.onDeadline = () => watch.remove(first);
    clock.advance(100);
    expect(first.fired).toEqual([]);
    expect(watch.size).toBe(0);
  });
});

describe('the watch', () => {
  test('misses nobody, whoever leaves and joins meanwhile', () => {
    const all = Array.from({ length: 50 }, (_, i) => watched(i % 3 === 0 ? 10 : 40));
    for (const deadline of all.filter((_, i) => i % 7 === 0)) watch.remove(deadline);
    const late: Deadline[] = [];
    for (const deadline of all) {
      deadline.onDeadline = (now) => {
        deadline.fired.push(now);
        late.push(watched(now + 10));
      };
    }
    clock.advance(100);
    const expected = all.map((_, i) => (i % 7 === 0 ? [] : [i % 3 === 0 ? 25 : 50]));
    expect(all.map(({ fired }) => fired)).toEqual(expected);
    expect(late.every(({ fired }) => fired.length === 1)).toBe(true);
    expect(watch.size).toBe(0);
  });

  test('keeps the others in place when one is let go of', () => {
    const [first, second, third] = [watched(100), watched(100), watched(100)];
    watch.remove(first);
    watch.remove(first);
    clock.advance(200);
    expect([first.fired.length, second.fired.length, third.fired.length]).toEqual([0, 1, 1]);
    expect(watch.size).toBe(0);
  });

  test('cuts everything that is under way, once each', () => {
    const all = [watched(100), watched(200), watched(300)];
    watch.cutAll();
    expect(all.map((deadline) => deadline.cuts)).toEqual([1, 1, 1]);
    expect(watch.size).toBe(0);
  });

  test('uses one timer for any number of deadlines', () => {
    for (let i = 0; i < 100; i += 1) watched(1_000);
    expect(clock.pending).toBe(1);
    clock.advance(500);
    expect(clock.pending).toBe(1);
  });

  test('rests when it has nothing to watch, and wakes up again', () => {
    watched(10);
    clock.advance(100);
    expect(clock.pending).toBe(0);
    const next = watched(200);
    clock.advance(200);
    expect(next.fired).toHaveLength(1);
  });
});
