import { describe, expect, test } from '@jest/globals';
import {
  cleanXaiRequest,
  fixXaiChoice,
  refusesForGrok,
} from '../../../../../src/providers/openai-compatible/quirks/xai.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('refusesForGrok', () => {
  test.each([
    ['grok-4-fast', 'stop', true],
    ['grok-3-mini', 'stop', true],
    ['grok-3', 'stop', false],
    ['grok-code-fast-1', 'frequency_penalty', true],
    ['grok-3-mini', 'frequency_penalty', false],
    ['grok-4', 'temperature', false],
  ])('of %s and %s says %s', (model, name, refused) => {
    const draft = new RequestDraft(toRequest({}));
    expect(refusesForGrok({ model, name, value: 1, draft })).toBe(refused);
  });
});

describe('cleanXaiRequest', () => {
  test('leaves a clean request alone', () => {
    const request = toRequest({ messages: [{ role: 'user' }], tools: [{ function: {} }, {}] });
    const draft = new RequestDraft(request);
    cleanXaiRequest(draft);
    expect(draft.toBody()).toBe(request.body);
  });
});

describe('fixXaiChoice', () => {
  test('mends an empty finish reason', () => {
    const calls = { tool_calls: [{}] };
    expect(fixXaiChoice({ finish_reason: '' }, 'delta')).toEqual({ finish_reason: null });
    expect(fixXaiChoice({ finish_reason: '', message: {} }, 'message')).toMatchObject({
      finish_reason: 'stop',
    });
    expect(fixXaiChoice({ finish_reason: '', message: calls }, 'message')).toMatchObject({
      finish_reason: 'tool_calls',
    });
  });
});
