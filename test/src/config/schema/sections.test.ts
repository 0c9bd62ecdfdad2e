import { expect, test } from '@jest/globals';
import {
  GROUP_SECTIONS,
  MODEL_INFO_SECTIONS,
  SECTIONS,
} from '../../../../src/config/schema/sections.ts';
import { MODEL_INFO_KEYS } from '../../../../src/config/schema/deployment-keys.ts';
import { GROUP_KEYS, TOP_LEVEL_KEYS } from '../../../../src/config/schema/top-level.ts';

test('every section is a key of the map above it', () => {
  const tables = new Map([['', TOP_LEVEL_KEYS], ...SECTIONS]);
  for (const [path] of SECTIONS) {
    const [key = '', ...above] = path.split('.').reverse();
    expect(tables.get(above.reverse().join('.'))?.has(key)).toBe(true);
  }
});

test('so are those of groups and deployments', () => {
  for (const [key] of GROUP_SECTIONS) expect(GROUP_KEYS.has(key)).toBe(true);
  for (const [key] of MODEL_INFO_SECTIONS) expect(MODEL_INFO_KEYS.has(key)).toBe(true);
});
