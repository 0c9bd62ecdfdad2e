import { expect, test } from '@jest/globals';
import { toBilled } from '../../../src/gateway/billed-usage.ts';

test('parts that nobody told apart are nothing', () => {
  const usage = { promptTokens: 3, completionTokens: 2, totalTokens: 5 };
  expect(toBilled(usage)).toEqual({
    ...usage,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  });
  expect(toBilled({ ...usage, cacheReadTokens: 1, reasoningTokens: 2 })).toMatchObject({
    cacheReadTokens: 1,
    reasoningTokens: 2,
  });
});
