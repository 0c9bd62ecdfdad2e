import { expect, test } from '@jest/globals';
import { endOf, resetTimes } from '../../../../src/routes/management/times.ts';
import { pretendWork } from '../../../support/management.ts';

const work = pretendWork();

test('a duration ends exactly so much later', () => {
  expect(endOf(work, 'duration', '1h')).toEqual(new Date('2026-01-01T01:00:00Z'));
  expect(endOf(work, 'duration', null)).toBeNull();
  expect(() => endOf(work, 'duration', '999999999d')).toThrow('"duration" ends too far');
});

test('a budget is renewed at the boundary of its period, in the time zone of the settings', () => {
  expect(resetTimes(work, { budget_duration: '30d' })).toEqual({
    budget_reset_at: new Date('2026-02-01T00:00:00Z'),
  });
  const berlin = pretendWork({ settings: { timezone: 'Europe/Berlin' } });
  expect(resetTimes(berlin, { budget_duration: '30d' })).toEqual({
    budget_reset_at: new Date('2026-01-31T23:00:00Z'),
  });
});

test('no duration, no renewal; nothing said, nothing written', () => {
  expect(resetTimes(work, { budget_duration: null })).toEqual({ budget_reset_at: null });
  expect(resetTimes(work, {})).toEqual({});
});
