import { describe, expect, test } from '@jest/globals';
import { SpendAccount, type RowSpend } from '../../../src/access/spend-account.ts';
import { parseSnapshot } from '../../../src/db/snapshot.ts';

function row(spend: number, snapshot = '10:10:', rest: Partial<RowSpend> = {}): RowSpend {
  return { spend, resetAtMs: null, snapshot: parseSnapshot(snapshot), mark: 0, ...rest };
}

function account(...rows: RowSpend[]): SpendAccount {
  const made = new SpendAccount();
  for (const one of rows) made.observe(one);
  return made;
}

test('counts what the row says and what was charged since', () => {
  const spend = account(row(2));
  spend.charge(3, 0);
  expect(spend.spent(0)).toBe(5);
});

describe('a charge that was written', () => {
  test('counts until a row shows it', () => {
    const spend = account(row(2));
    spend.charge(3, 0);
    spend.flushed(3, 12, 1);
    expect(spend.spent(0)).toBe(5);
    spend.observe(row(2, '12:13:12'));
    expect(spend.spent(0)).toBe(5);
    spend.observe(row(5, '13:13:'));
    expect(spend.spent(0)).toBe(5);
  });

  test('does not count when the row showed it already', () => {
    const spend = account(row(2));
    spend.charge(3, 0);
    spend.observe(row(5, '13:13:'));
    spend.flushed(3, 12, 1);
    expect(spend.spent(0)).toBe(5);
  });

  test('by an unknown transaction counts until a row is read that was asked for later', () => {
    const spend = account(row(2));
    spend.charge(3, 0);
    spend.flushed(3, null, 1);
    spend.observe(row(2, '11:11:', { mark: 0 }));
    expect(spend.spent(0)).toBe(5);
    spend.observe(row(5, '13:13:', { mark: 1 }));
    expect(spend.spent(0)).toBe(5);
  });

  test('by an unknown transaction is found in a row that was asked for later and shows the same', () => {
    const spend = account(row(5, '13:13:', { mark: 0 }));
    spend.charge(3, 0);
    spend.flushed(3, null, 1);
    expect(spend.spent(0)).toBe(8);
    spend.observe(row(5, '13:13:', { mark: 1 }));
    expect(spend.spent(0)).toBe(5);
  });

  test('that nobody told of is believed', () => {
    const spend = account(row(2));
    spend.flushed(3, 12, 1);
    expect(spend.spent(0)).toBe(5);
  });
});

test('a row that was read earlier changes nothing, however late it comes', () => {
  const spend = account(row(5, '13:13:'), row(2, '10:10:'));
  expect(spend.spent(0)).toBe(5);
});

describe('a window that has ended', () => {
  test('counts from zero, whether or not the row was reset', () => {
    const spend = account(row(9, '10:10:', { resetAtMs: 1_000 }));
    spend.charge(1, 999);
    expect(spend.spent(999)).toBe(10);
    expect(spend.spent(1_000)).toBe(0);
    spend.charge(2, 1_000);
    expect(spend.spent(1_000)).toBe(2);
  });

  test('counts as the row says again when that was reset', () => {
    const spend = account(row(9, '10:10:', { resetAtMs: 1_000 }));
    spend.charge(2, 1_500);
    spend.flushed(2, 11, 1);
    spend.observe(row(2, '13:13:', { resetAtMs: 2_000 }));
    expect(spend.spent(1_600)).toBe(2);
    expect(spend.spent(2_000)).toBe(0);
  });
});

test('reserves for calls under way, and learns what they cost', () => {
  const spend = account(row(0));
  expect(spend.averageCost).toBe(0);
  spend.learn(10);
  spend.learn(5);
  expect(spend.averageCost).toBe(9);
  spend.reserve(0.1, 0);
  spend.reserve(0.2, 0);
  expect(spend.reserved).toBeCloseTo(0.3);
  spend.release(0.1, 0);
  spend.release(0.2, 0);
  expect(spend.reserved).toBe(0);
});

describe('an account is idle', () => {
  test('when nothing runs, nothing waits to be written, and it was not used for a while', () => {
    const spend = account(row(0));
    spend.reserve(0, 1_000);
    expect(spend.isIdle(9_999, 500)).toBe(false);
    spend.release(0, 1_000);
    expect(spend.isIdle(1_500, 500)).toBe(false);
    expect(spend.isIdle(1_501, 500)).toBe(true);
  });

  test('but not while charges wait to be written; the dust of sums is none', () => {
    const spend = account(row(0));
    spend.charge(0.1, 0);
    spend.charge(0.2, 0);
    expect(spend.isIdle(9_999, 500)).toBe(false);
    spend.flushed(0.3, 5, 1);
    expect(spend.isIdle(9_999, 500)).toBe(true);
  });
});
