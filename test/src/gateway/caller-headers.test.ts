import { expect, test } from '@jest/globals';
import { addCallerHeaders } from '../../../src/gateway/caller-headers.ts';
import { RequestTrace } from '../../../src/gateway/request-trace.ts';
import { fakeBilling, CALLER } from '../../support/fake-access.ts';
import { llmRequest, makeGateway } from '../../support/gateway.ts';

const usage = { promptTokens: 2, completionTokens: 3, totalTokens: 5 };
const admission = { caller: CALLER, headers: ['x-litellm-key-rpm-limit', '5'], settle() {} };

function headersWith(billed: boolean, counted: boolean, skills: string | null = null): string[] {
  const test = makeGateway(billed ? { billing: fakeBilling() } : {});
  const headers: string[] = [];
  const answer = { deployment: test.deployment(), usage: counted ? usage : null };
  const trace = new RequestTrace('group');
  trace.skills = skills;
  const job = { gateway: test.gateway, request: llmRequest(), admission, trace };
  addCallerHeaders(headers, job, answer);
  return headers;
}

test('a whole answer says what it cost', () => {
  expect(headersWith(true, true)).toEqual([
    'x-litellm-key-rpm-limit',
    '5',
    'x-litellm-response-cost',
    '5',
  ]);
});

test('a stream, and a gateway without prices, say nothing of it', () => {
  expect(headersWith(true, false)).toEqual(['x-litellm-key-rpm-limit', '5']);
  expect(headersWith(false, true)).toEqual(['x-litellm-key-rpm-limit', '5']);
});

test('names the skills that went into the request', () => {
  expect(headersWith(false, true, 'pdf(source=fresh)')).toEqual([
    ...['x-litellm-key-rpm-limit', '5'],
    ...['x-llmgw-skills', 'pdf(source=fresh)'],
  ]);
});
