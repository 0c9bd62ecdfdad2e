import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FINDING_KINDS } from '../../../src/config/finding-codes.ts';
import { FINDING_HELP } from '../../../src/config/finding-help.ts';

const page = readFileSync(new URL('../../../docs/config.md', import.meta.url), 'utf8');
const helps = new Map(Object.entries(FINDING_HELP));

test('every kind has its help', () => {
  expect([...helps.keys()].sort()).toEqual(Object.keys(FINDING_KINDS).sort());
});

test.each(Object.entries(FINDING_KINDS))(
  'docs/config.md says of %s what the program says',
  (name, { summary }) => {
    const row = page.split('\n').find((line) => line.includes(`| \`${name}\``));
    expect(row).toContain(`| ${summary} ${helps.get(name)} `);
  },
);
