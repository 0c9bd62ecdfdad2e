import { describe, expect, test } from '@jest/globals';
import {
  dropTextFormat,
  toFireworksModel,
  useMaxTokens,
} from '../../../../../src/providers/openai-compatible/quirks/plain.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('useMaxTokens', () => {
  test('keeps max_tokens where both were sent', () => {
    const draft = new RequestDraft(toRequest({ max_tokens: 1, max_completion_tokens: 2 }));
    useMaxTokens(draft);
    expect(draft.toObject()).toEqual({ max_tokens: 1 });
  });
});

describe('dropTextFormat', () => {
  test('drops the default only', () => {
    for (const type of ['text', 'json_object']) {
      const draft = new RequestDraft(toRequest({ response_format: { type } }));
      dropTextFormat(draft);
      expect(draft.has('response_format')).toBe(type !== 'text');
    }
  });
});

describe('toFireworksModel', () => {
  test('adds the prefix to short names of chat models', () => {
    expect(toFireworksModel('a', 'chat')).toBe('accounts/fireworks/models/a');
    expect(toFireworksModel('accounts/x/models/a', 'chat')).toBe('accounts/x/models/a');
    expect(toFireworksModel('a/b', 'embedding')).toBe('a/b');
  });
});
