import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createFingerprint } from '../../../commands/ingest-state/fingerprint.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmgw-fp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('equal secrets have equal digits, from run to run; another machine has others', () => {
  const one = createFingerprint(folder, true);
  expect(one('secret')).toMatch(/^[0-9a-f]{8}$/);
  expect(createFingerprint(folder, true)('secret')).toBe(one('secret'));
  expect(one('other')).not.toBe(one('secret'));
  const elsewhere = mkdtempSync(join(folder, 'x-'));
  expect(createFingerprint(elsewhere, true)('secret')).not.toBe(one('secret'));
});

test('where nothing is to be written, the key lives as long as the run', () => {
  const dry = mkdtempSync(join(folder, 'dry-'));
  expect(createFingerprint(dry, false)('secret')).toMatch(/^[0-9a-f]{8}$/);
  expect(existsSync(join(dry, '.llmgw'))).toBe(false);
});

test('a folder that cannot be used is told', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  expect(() => createFingerprint(file, true)).toThrow('cannot keep the key of fingerprints');
});
