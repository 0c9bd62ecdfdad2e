import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { EXIT } from '../../../src/core/exit-codes.ts';

test('no two outcomes share a code, and every code fits into a byte', () => {
  const codes = Object.values(EXIT);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 255)).toBe(true);
});

test('check-security speaks in 0, 1 and 2', () => {
  expect([EXIT.ok, EXIT.critical, EXIT.warning]).toEqual([0, 1, 2]);
});

test('every code is explained', () => {
  const page = readFileSync(new URL('../../../docs/exit-codes.md', import.meta.url), 'utf8');
  for (const code of Object.values(EXIT))
    expect(page).toMatch(new RegExp(`^\\|\\s*${code}\\b`, 'm'));
});
