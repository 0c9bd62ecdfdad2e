import { expect, test } from '@jest/globals';
import { VirtualClock } from './virtual-clock.ts';

test('fires timers in order, each at its own moment', () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.setTimer(20, () => fired.push(`late ${clock.now()}`));
  clock.setTimer(10, () => fired.push(`early ${clock.now()}`));
  clock.setTimer(20, () => fired.push(`later ${clock.now()}`));
  clock.advance(20);
  expect(fired).toEqual(['early 10', 'late 20', 'later 20']);
});

test('fires timers that were set on the way when they are due too', () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  clock.setTimer(5, () => clock.setTimer(5, () => fired.push(clock.now())));
  clock.advance(9);
  expect(fired).toEqual([]);
  expect(clock.nextInMs).toBe(1);
  clock.advance(1);
  expect(fired).toEqual([10]);
  expect(clock.nextInMs).toBeNull();
});

test('never fires a cancelled timer, and shows the wall time that belongs to its own', () => {
  const clock = new VirtualClock(1_000);
  const fired: number[] = [];
  const timer = clock.setTimer(1, () => fired.push(clock.now()));
  timer.cancel();
  expect(clock.pending).toBe(0);
  clock.advance(5);
  expect(fired).toEqual([]);
  expect(clock.wallMs()).toBe(1_005);
});
