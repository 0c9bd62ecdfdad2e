import { expect, test } from '@jest/globals';
import { addDuration, parseDuration } from '../../../../src/routes/management/duration.ts';

const START = Date.UTC(2026, 0, 31, 12);

test.each([
  ['30s', '2026-01-31T12:00:30.000Z'],
  ['15m', '2026-01-31T12:15:00.000Z'],
  ['12h', '2026-02-01T00:00:00.000Z'],
  ['1d', '2026-02-01T12:00:00.000Z'],
  ['2w', '2026-02-14T12:00:00.000Z'],
  ['1mo', '2026-02-28T12:00:00.000Z'],
  ['2mo', '2026-03-31T12:00:00.000Z'],
  ['13mo', '2027-02-28T12:00:00.000Z'],
  ['25mo', '2028-02-29T12:00:00.000Z'],
])('%s after the end of January is %s', (text, end) => {
  expect(addDuration(START, text)?.toISOString()).toBe(end);
});

test.each(['', '0d', '1y', '1.5h', '-1d', ' 1d', '1d ', '1 d', 'd', '1M', '9999999999s'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
    expect(addDuration(START, text)).toBeNull();
  },
);

test.each(['999999999d', '999999999mo', '99999999w'])('%s is beyond all years', (text) => {
  expect(addDuration(START, text)).toBeNull();
});
