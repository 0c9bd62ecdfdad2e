import { expect, test } from '@jest/globals';
import { RequestTrace } from '../../../src/gateway/request-trace.ts';

test('a trace begins with nothing done for its group', () => {
  expect(new RequestTrace('gpt')).toMatchObject({
    group: 'gpt',
    attempts: [],
    retries: 0,
    fallbacks: 0,
    usage: null,
    brokenBy: null,
    upstreamMs: 0,
  });
});
