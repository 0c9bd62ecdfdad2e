import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { systemCode, tryRead } from '../../../../commands/check-security/collect/try-read.ts';

test('what the system refuses is null, a fault of ours is not', () => {
  expect(tryRead(() => 1)).toBe(1);
  expect(tryRead(() => readFileSync('/nonexistent'))).toBeNull();
  const fault = () => {
    throw new TypeError('ours');
  };
  expect(() => tryRead(fault)).toThrow('ours');
});

test('codes of the system', () => {
  expect([{ code: 'ENOENT' }, { code: 1 }, null, 'x'].map(systemCode)).toEqual([
    'ENOENT',
    null,
    null,
    null,
  ]);
});
