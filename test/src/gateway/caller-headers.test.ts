import { expect, test } from '@jest/globals';
import { addCallerHeaders } from '../../../src/gateway/caller-headers.ts';
import { fakeBilling, CALLER } from '../../support/fake-access.ts';
import { llmRequest, makeGateway } from '../../support/gateway.ts';

const usage = { promptTokens: 2, completionTokens: 3, totalTokens: 5 };
const admission = { caller: CALLER, headers: ['x-litellm-key-rpm-limit', '5'], settle() {} };

function headersWith(billed: boolean, counted: boolean): string[] {
  const test = makeGateway(billed ? { billing: fakeBilling() } : {});
  const headers: string[] = [];
  const answer = { deployment: test.deployment(), usage: counted ? usage : null };
  addCallerHeaders(headers, { gateway: test.gateway, request: llmRequest(), admission }, answer);
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
