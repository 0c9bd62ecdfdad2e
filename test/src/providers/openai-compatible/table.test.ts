import { describe, expect, test } from '@jest/globals';
import { TABLE } from '../../../../src/providers/openai-compatible/table.ts';
import { CHAT_PARAMS } from '../../../../src/providers/shared/param-policy.ts';

describe('TABLE', () => {
  test('names every provider once', () => {
    const names = TABLE.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('gives each a base without a trailing slash, over https', () => {
    for (const { base } of TABLE) expect(base ?? 'https://x').toMatch(/^https:\/\/.*[^/]$/);
  });

  test('lists only parameters that OpenAI has', () => {
    const listed = TABLE.flatMap(({ chatParams }) => [...(chatParams ?? [])]);
    expect(listed.filter((name) => !CHAT_PARAMS.has(name))).toEqual([]);
  });

  test('serves rerank exactly where a dialect is named', () => {
    for (const { operations, rerank } of TABLE) {
      expect(operations?.includes('rerank') ?? false).toBe(rerank !== undefined);
    }
  });
});
