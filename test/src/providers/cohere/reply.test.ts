import { describe, expect, test } from '@jest/globals';
import { readCohereUsage, toFinish } from '../../../../src/providers/cohere/reply.ts';

describe("Cohere's answers", () => {
  test.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['TOOL_CALL', 'tool_calls'],
    ['ERROR_TOXIC', 'content_filter'],
    ['SOMETHING_NEW', 'stop'],
    [null, 'stop'],
  ])('finish reason %s → %s', (reason, finish) => {
    expect(toFinish(reason, null)).toBe(finish);
  });

  test('ERROR and TIMEOUT are failures', () => {
    expect(toFinish('ERROR', 'boom')).toMatchObject({ status: 502, message: 'boom' });
    expect(toFinish('TIMEOUT', null)).toMatchObject({ status: 504 });
  });

  test('counted tokens come before billed ones', () => {
    const billed_units = { input_tokens: 1, output_tokens: 2 };
    const tokens = { input_tokens: 10, output_tokens: 20 };
    expect(readCohereUsage({ billed_units, tokens })).toMatchObject({ totalTokens: 30 });
    expect(readCohereUsage({ billed_units })).toMatchObject({ totalTokens: 3 });
    expect(readCohereUsage({})).toBeNull();
  });
});
