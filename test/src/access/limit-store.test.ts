import { expect, test } from '@jest/globals';
import { MemoryLimitStore } from '../../../src/access/limit-store.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('counts requests, tokens and calls at once in a minute that begins with the first request', () => {
  const clock = new VirtualClock();
  clock.advance(12_345);
  const store = new MemoryLimitStore(clock);
  expect(store.usage('a')).toEqual({ requests: 0, tokens: 0, parallel: 0, resetsInMs: 60_000 });
  store.enter('a');
  clock.advance(20_000);
  store.enter('a');
  store.leave('a', 7);
  expect(store.usage('a')).toEqual({ requests: 2, tokens: 7, parallel: 1, resetsInMs: 40_000 });
  expect(store.usage('b').requests).toBe(0);
});

test('a minute ends requests and tokens, and never a call', () => {
  const clock = new VirtualClock();
  const store = new MemoryLimitStore(clock);
  store.enter('a');
  clock.advance(59_999);
  expect(store.usage('a').requests).toBe(1);
  clock.advance(1);
  expect(store.usage('a')).toEqual({ requests: 0, tokens: 0, parallel: 1, resetsInMs: 60_000 });
  store.leave('a', 5);
  expect(store.usage('a')).toMatchObject({ requests: 0, tokens: 5, parallel: 0 });
});

test('a call that ends where none is known leaves no debt', () => {
  const store = new MemoryLimitStore(new VirtualClock());
  store.leave('a', 1);
  expect(store.usage('a').parallel).toBe(0);
});

test('is bounded, but for calls under way', () => {
  const clock = new VirtualClock();
  const store = new MemoryLimitStore(clock, 10);
  store.enter('running');
  for (let i = 0; i < 1_000; i += 1) {
    clock.advance(60_000);
    store.enter(String(i));
    store.leave(String(i), 0);
  }
  expect(store.size).toBeLessThanOrEqual(12);
  expect(store.usage('running').parallel).toBe(1);
});
