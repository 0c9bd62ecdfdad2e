import { expect, test } from '@jest/globals';
import { SpendLedger } from '../../../src/access/spend-ledger.ts';
import { parseSnapshot } from '../../../src/db/snapshot.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const ROW = { spend: 1, resetAtMs: null, snapshot: parseSnapshot('10:10:'), mark: 0 };
const KEY = { target: 'key', ids: ['a'] } as const;

test('opens one account for one entity, with what the row says', () => {
  const ledger = new SpendLedger(new VirtualClock());
  const account = ledger.open('key:a', ROW);
  expect(account.spent(0)).toBe(1);
  expect(ledger.open('key:a', { ...ROW, spend: 9 })).toBe(account);
});

test('passes on what is read and what is written, and needs no account for it', () => {
  const ledger = new SpendLedger(new VirtualClock());
  ledger.observe('key:a', ROW);
  ledger.flushed(KEY, 1, null);
  expect(ledger.size).toBe(0);
  const account = ledger.open('key:a', ROW);
  account.charge(2, 0);
  ledger.flushed(KEY, 2, 11);
  ledger.observe('key:a', { ...ROW, spend: 3, snapshot: parseSnapshot('12:12:') });
  expect(account.spent(0)).toBe(3);
});

test('marks grow with what is written', () => {
  const ledger = new SpendLedger(new VirtualClock());
  const before = ledger.mark();
  ledger.flushed(KEY, 1, null);
  expect(ledger.mark()).toBeGreaterThan(before);
});

test('drops accounts that are idle when there is no room, and keeps those with charges', () => {
  const clock = new VirtualClock();
  const ledger = new SpendLedger(clock, 10);
  ledger.open('key:a', ROW).charge(1, 0);
  for (let i = 0; i < 9; i += 1) ledger.open(`team:${i}`, ROW);
  clock.advance(120_001);
  for (let i = 0; i < 100; i += 1) ledger.open(`user:${i}`, ROW);
  expect(ledger.open('key:a', ROW).spent(0)).toBe(2);
  expect(ledger.size).toBeLessThan(110);
});
