import { expect, test } from '@jest/globals';
import { ZonedTime } from '../../../src/spend/zoned-time.ts';

const NEW_YORK = ZonedTime.of('America/New_York');
const noon = { year: 2026, month: 6, day: 4, hour: 12, minute: 30, second: 15 };

test('the clock on the wall shows what it shows there', () => {
  expect(NEW_YORK.read(Date.parse('2026-07-04T16:30:15Z'))).toEqual(noon);
});

test('what the wall shows is a moment', () => {
  expect(new Date(NEW_YORK.toMs(noon, 0)).toISOString()).toBe('2026-07-04T16:30:15.000Z');
});

test('fields count on', () => {
  const moment = NEW_YORK.toMs({ ...noon, month: 12, day: 32, hour: 24 }, 0);
  expect(new Date(moment).toISOString()).toBe('2027-02-02T05:30:15.000Z');
});

test('an hour that comes twice is the next one', () => {
  const wall = { year: 2026, month: 10, day: 1, hour: 1, minute: 30, second: 0 };
  const first = Date.parse('2026-11-01T05:30:00Z');
  const second = Date.parse('2026-11-01T06:30:00Z');
  expect(NEW_YORK.toMs(wall, first - 1)).toBe(first);
  expect(NEW_YORK.toMs(wall, first)).toBe(second);
});

test('an hour that does not come is an hour later', () => {
  const wall = { year: 2026, month: 2, day: 8, hour: 2, minute: 30, second: 0 };
  expect(new Date(NEW_YORK.toMs(wall, 0)).toISOString()).toBe('2026-03-08T07:30:00.000Z');
});

test('a zone that does not exist is UTC, and zones are kept', () => {
  expect(ZonedTime.of('Nowhere/Land').read(0)).toMatchObject({ year: 1970, hour: 0 });
  expect(ZonedTime.of('America/New_York')).toBe(NEW_YORK);
});
