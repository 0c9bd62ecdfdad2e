import { describe, expect, test } from '@jest/globals';
import { ollama } from '../../../../src/providers/ollama/adapter.ts';
import { decodeOllama } from '../../../../src/providers/shared/ollama-decode.ts';
import { toCall } from '../../../support/golden.ts';

describe('decodeOllama', () => {
  test.each([
    ['', 'The provider sent an empty answer.'],
    ['{"message":', 'The provider sent something that is not the JSON expected'],
    ['{"status":"success"}', 'The provider sent something that is not the JSON expected'],
    ['{"error":"boom"}', 'boom'],
  ])('%j is an error, whatever the status said', (body, message) => {
    expect(decodeOllama(toCall(ollama, {}), Buffer.from(body))).toMatchObject({
      status: 502,
      message: expect.stringContaining(message),
    });
  });

  test('an answer without counts reports no usage and shows zeros', () => {
    const body = Buffer.from('{"message":{"role":"assistant","content":"a"},"done":true}');
    const answer = decodeOllama(toCall(ollama, {}), body);
    expect(answer).toMatchObject({ usage: null, finishReason: 'stop' });
    expect('body' in answer && answer.body.toString()).toContain('"total_tokens":0');
  });
});
