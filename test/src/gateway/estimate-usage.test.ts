import { expect, test } from '@jest/globals';
import { estimateUsage } from '../../../src/gateway/estimate-usage.ts';

test('what nobody counted is estimated by the bytes sent and the pieces heard', () => {
  expect(estimateUsage({ body: Buffer.alloc(41) }, 7)).toEqual({
    promptTokens: 11,
    completionTokens: 7,
    totalTokens: 18,
  });
});

test('a picture is not counted by its bytes', () => {
  const url = (size: number): string => `"data:image/png;base64,${'A'.repeat(size)}"`;
  const estimate = (text: string) => estimateUsage({ body: Buffer.from(text) }, 0).promptTokens;
  expect(estimate(`[${url(4_000_000)},${url(8)}]`)).toBe(estimate(`[${url(0)},${url(0)}]`));
  expect(estimate(`[${url(4_000_000)}]`)).toBeLessThan(300);
  expect(estimate(';base64,AAAA')).toBeLessThan(300);
});
