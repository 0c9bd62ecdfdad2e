import { expect, test } from '@jest/globals';
import { BoundedStates } from '../../../src/access/bounded-states.ts';

interface State {
  isIdle: boolean;
}

function states(max: number): BoundedStates<State> {
  return new BoundedStates<State>(max, ({ isIdle }) => isIdle);
}

test('keeps what is added', () => {
  const kept = states(10);
  const state = kept.add('a', { isIdle: true });
  expect(kept.get('a')).toBe(state);
  expect(kept.get('b')).toBeUndefined();
});

test('holds no more than it has room for, whatever number of ids comes', () => {
  const kept = states(100);
  for (let i = 0; i < 10_000; i += 1) kept.add(String(i), { isIdle: true });
  expect(kept.size).toBeLessThanOrEqual(100);
  expect(kept.get('9999')).toBeDefined();
});

test('never drops what is in use, and finds the idle ones behind it', () => {
  const kept = states(20);
  for (let i = 0; i < 20; i += 1) kept.add(`used-${i}`, { isIdle: false });
  for (let i = 0; i < 1_000; i += 1) kept.add(`idle-${i}`, { isIdle: true });
  for (let i = 0; i < 20; i += 1) expect(kept.get(`used-${i}`)).toBeDefined();
  expect(kept.size).toBeLessThan(60);
});
