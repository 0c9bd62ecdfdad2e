import { describe, expect, test } from '@jest/globals';
import {
  cleanMistralMessages,
  fixMistralChoice,
  renameMistralParams,
} from '../../../../../src/providers/openai-compatible/quirks/mistral.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('renameMistralParams', () => {
  test('speaks of any, random_seed and max_tokens', () => {
    const client = { tool_choice: 'required', seed: 1, max_completion_tokens: 2 };
    const draft = new RequestDraft(toRequest(client));
    renameMistralParams(draft);
    expect(draft.toObject()).toEqual({ tool_choice: 'any', random_seed: 1, max_tokens: 2 });
  });
});

describe('cleanMistralMessages', () => {
  test('keeps the name of tool messages only', () => {
    const messages = [
      { role: 'user', name: 'a', content: 'x' },
      { role: 'tool', name: 'f', content: 'y' },
    ];
    const draft = new RequestDraft(toRequest({ messages }));
    cleanMistralMessages(draft);
    expect(draft.get('messages')).toEqual([{ role: 'user', content: 'x' }, messages[1]]);
  });
});

describe('fixMistralChoice', () => {
  test('leaves a plain choice as it is', () => {
    const choice = { delta: { content: 'a' } };
    expect(fixMistralChoice(choice, 'delta')).toBe(choice);
    expect(fixMistralChoice(choice, 'message')).toBe(choice);
  });

  test('parts thinking from text and types the tool calls', () => {
    const thinking = [{ type: 'text', text: 'hm' }];
    const content = [
      { type: 'thinking', thinking },
      { type: 'text', text: 'so' },
    ];
    const message = { content, tool_calls: [{ id: 'c', type: null }] };
    expect(fixMistralChoice({ message }, 'message')).toEqual({
      message: {
        content: 'so',
        reasoning_content: 'hm',
        tool_calls: [{ id: 'c', type: 'function' }],
      },
    });
  });
});
