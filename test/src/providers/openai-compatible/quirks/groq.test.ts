import { describe, expect, test } from '@jest/globals';
import { dropGroqNulls } from '../../../../../src/providers/openai-compatible/quirks/groq.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('dropGroqNulls', () => {
  test('takes nulls out of assistant messages, but not their content', () => {
    const user = { role: 'user', content: 'x', name: null };
    const assistant = { role: 'assistant', content: null, refusal: null, tool_calls: [] };
    const draft = new RequestDraft(toRequest({ messages: [user, assistant] }));
    dropGroqNulls(draft);
    expect(draft.get('messages')).toEqual([
      user,
      { role: 'assistant', content: null, tool_calls: [] },
    ]);
  });
});
