import { describe, expect, test } from '@jest/globals';
import { Hold } from '../../../../src/resilience/breaker/hold.ts';
import { DEFAULT_BREAKER_SETTINGS as SETTINGS } from '../../../../src/resilience/breaker/settings.ts';

function request(now: number, retryAfterMs: number | null, drawn = 1) {
  return { now, retryAfterMs, random: () => drawn };
}

describe('a hold', () => {
  test.each([
    [0, 100],
    [5_000, 5_000],
    [86_400_000, 600_000],
  ])('of %d ms as the upstream named it lasts %d ms', (named, expected) => {
    expect(new Hold().untilFor(request(7, named), SETTINGS)).toBe(7 + expected);
  });

  test('only ever moves out', () => {
    const hold = new Hold();
    expect([hold.isSet, hold.remainingMs(0)]).toEqual([false, 0]);
    hold.extend(60_000);
    hold.extend(1_000);
    expect([hold.isSet, hold.until, hold.remainingMs(10_000)]).toEqual([true, 60_000, 50_000]);
  });

  test('is news when it begins and when it grows', () => {
    const hold = new Hold();
    expect([hold.extend(100), hold.extend(349), hold.extend(350), hold.extend(350)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    hold.end();
    expect(hold.extend(200)).toBe(true);
  });

  test('that was not named doubles up to a minute', () => {
    const hold = new Hold();
    const lasted: number[] = [];
    let now = 0;
    for (let round = 0; round < 8; round++) {
      const until = hold.untilFor(request(now, null), SETTINGS);
      lasted.push(until - now);
      hold.extend(until);
      now = until;
      hold.end();
    }
    expect(lasted).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('that was not named is drawn from its upper half', () => {
    expect(new Hold().untilFor(request(0, null, 0), SETTINGS)).toBe(500);
  });

  test('that was not named does not grow by the calls that were under way', () => {
    const hold = new Hold();
    hold.extend(hold.untilFor(request(0, null), SETTINGS));
    expect(hold.untilFor(request(500, null), SETTINGS)).toBe(1_000);
    hold.end();
    expect(hold.untilFor(request(1_000, null), SETTINGS)).toBe(3_000);
  });

  test('that was not named begins small again after two clean minutes', () => {
    const hold = new Hold();
    hold.extend(hold.untilFor(request(0, null), SETTINGS));
    hold.end();
    expect(hold.untilFor(request(121_001, null), SETTINGS)).toBe(122_001);
  });
});
