import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { buildAnswerHeaders, type AnswerFacts } from '../../../src/gateway/answer-headers.ts';
import { scriptedHead } from '../../support/scripted-upstream.ts';

const FACTS: AnswerFacts = {
  callId: 'call-1',
  group: 'gpt',
  retries: 1,
  maxRetries: 2,
  fallbacks: 3,
  totalMs: 120.456,
  upstreamMs: 100,
};

function headersOf(
  upstream: Record<string, string> | null = null,
  facts: Partial<AnswerFacts> = {},
): Record<string, string> {
  const part =
    upstream === null
      ? null
      : { head: scriptedHead(200, upstream), secrets: [new Secret('upstream-key-1')] };
  const flat = buildAnswerHeaders(['x-fixed', 'yes'], { ...FACTS, ...facts }, part);
  const pairs = flat.flatMap((part, i) => (i % 2 === 0 ? [[part, flat[i + 1] ?? '']] : []));
  return Object.fromEntries(pairs) as Record<string, string>;
}

test('an upstream header that repeats the credential does not go on', () => {
  const headers = headersOf({ 'x-echo': 'key=upstream-key-1;', 'x-other': 'upstream-key-2' });
  expect(Object.keys(headers)).not.toContain('llm_provider-x-echo');
  expect(headers).toMatchObject({ 'llm_provider-x-other': 'upstream-key-2' });
});

describe('the headers of an answer', () => {
  test('say what the gateway did', () => {
    expect(headersOf()).toEqual({
      'x-fixed': 'yes',
      'x-litellm-call-id': 'call-1',
      'x-litellm-model-group': 'gpt',
      'x-litellm-attempted-retries': '1',
      'x-litellm-max-retries': '2',
      'x-litellm-attempted-fallbacks': '3',
      'x-litellm-response-duration-ms': '120.46',
      'x-litellm-overhead-duration-ms': '20.46',
    });
  });

  test('never tell of a negative overhead', () => {
    expect(headersOf(null, { upstreamMs: 500 })['x-litellm-overhead-duration-ms']).toBe('0.00');
  });

  test.each([
    ['a\r\nset-cookie: x', 'a%0D%0Aset-cookie%3A%20x'],
    ['模型', '%E6%A8%A1%E5%9E%8B'],
    ['half \ud800', 'half%20%EF%BF%BD'],
  ])('hold the group %p in a form that fits', (group, expected) => {
    expect(headersOf(null, { group })['x-litellm-model-group']).toBe(expected);
  });
});

describe('the headers of the upstream', () => {
  test('go on under their prefix; those about rates as they are', () => {
    const headers = headersOf({
      'X-RateLimit-Remaining-Requests': '9',
      'OpenAI-Processing-Ms': '12',
      'x-litellm-call-id': 'not-ours',
    });
    expect(headers).toMatchObject({
      'x-ratelimit-remaining-requests': '9',
      'llm_provider-openai-processing-ms': '12',
      'llm_provider-x-litellm-call-id': 'not-ours',
      'x-litellm-call-id': 'call-1',
    });
  });

  test.each([
    'Connection',
    'Content-Encoding',
    'Content-Length',
    'Content-Type',
    'Set-Cookie',
    'Transfer-Encoding',
    'Server',
    'Date',
  ])('%s stays behind: it says nothing about our answer', (name) => {
    const before = Object.keys(headersOf());
    expect(Object.keys(headersOf({ [name]: 'x' }))).toEqual(before);
  });

  test('with values that no header may hold stay behind', () => {
    expect(headersOf({ 'x-odd': 'a\nb' })).not.toHaveProperty('llm_provider-x-odd');
  });
});
