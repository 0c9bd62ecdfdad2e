import { expect, test } from '@jest/globals';
import { estimateUsage } from '../../../src/gateway/estimate-usage.ts';

test('what nobody counted is estimated by the bytes sent and the pieces heard', () => {
  expect(estimateUsage({ body: Buffer.alloc(41) }, 7)).toEqual({
    promptTokens: 11,
    completionTokens: 7,
    totalTokens: 18,
  });
});
