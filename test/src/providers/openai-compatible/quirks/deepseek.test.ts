import { describe, expect, test } from '@jest/globals';
import {
  joinDeepseekContent,
  switchDeepseekThinking,
} from '../../../../../src/providers/openai-compatible/quirks/deepseek.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('switchDeepseekThinking', () => {
  test.each([
    [{ thinking: { type: 'enabled', budget_tokens: 9 } }, { thinking: { type: 'enabled' } }],
    [{ thinking: { type: 'disabled' } }, { thinking: { type: 'disabled' } }],
    [{ reasoning_effort: 'low' }, { thinking: { type: 'enabled' } }],
    [{ reasoning_effort: 'none' }, {}],
    [
      { reasoning_effort: 'low', thinking: { type: 'disabled' } },
      { thinking: { type: 'disabled' } },
    ],
    [{}, {}],
  ])('%j goes out as %j', (client, sent) => {
    const draft = new RequestDraft(toRequest(client));
    switchDeepseekThinking(draft);
    expect(draft.toObject()).toEqual(sent);
  });
});

describe('joinDeepseekContent', () => {
  test('makes strings of text lists', () => {
    const content = [{ type: 'text', text: 'a' }];
    const draft = new RequestDraft(toRequest({ messages: [{ role: 'user', content }] }));
    joinDeepseekContent(draft);
    expect(draft.get('messages')).toEqual([{ role: 'user', content: 'a' }]);
  });
});
