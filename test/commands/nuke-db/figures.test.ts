import { expect, test } from '@jest/globals';
import { formatBytes, formatCount } from '../../../commands/nuke-db/figures.ts';

test('numbers for people', () => {
  expect(formatCount(48_213)).toBe('48,213');
  expect([0, 999, 8_192, 61_300_000, 2.5e9, 3e15].map(formatBytes)).toEqual([
    '0 bytes',
    '999 bytes',
    '8.2 KB',
    '61.3 MB',
    '2.5 GB',
    '3000.0 TB',
  ]);
});
