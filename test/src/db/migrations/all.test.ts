import { expect, test } from '@jest/globals';
import { MIGRATIONS } from '../../../../src/db/migrations/all.ts';

test('steps are numbered without gaps, and none claims to be readable by programs after it', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_step, i) => i + 1));
  for (const { version, readableSince } of MIGRATIONS) {
    expect(readableSince).toBeGreaterThan(0);
    expect(readableSince).toBeLessThanOrEqual(version);
  }
});

test('no step touches the schema of others', () => {
  for (const text of MIGRATIONS.flatMap(({ statements }) => statements)) {
    expect(text).toMatch(/\bllmgw\./);
    expect(text).not.toMatch(/\bpublic\b|LiteLLM/);
  }
});
