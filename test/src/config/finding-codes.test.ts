import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FINDING_KINDS } from '../../../src/config/finding-codes.ts';

const kinds = Object.entries(FINDING_KINDS);
// The formatter pads the columns of the table.
const page = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8').replaceAll(
  / +/g,
  ' ',
);

describe('the finding table', () => {
  test('has no code twice', () => {
    expect(new Set(kinds.map(([, { code }]) => code)).size).toBe(kinds.length);
  });

  test('keeps codes and names in their shapes', () => {
    for (const [name, { code, summary }] of kinds) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(code).toMatch(/^LGW(?:0[1-4]\d|20\d)$/);
      expect(summary).toMatch(/\.$/);
    }
  });

  test.each(kinds)('has %s in docs/config.md with its code and severity', (name, kind) => {
    expect(page).toContain(`| ${kind.code} | \`${name}\` | ${kind.severity} |`);
  });
});
