import { describe, expect, test } from '@jest/globals';
import {
  joinTextParts,
  mapMessages,
  mapTools,
  without,
} from '../../../../../src/providers/openai-compatible/quirks/messages.ts';
import { RequestDraft } from '../../../../../src/providers/shared/request-draft.ts';
import { toRequest } from '../../../../support/golden.ts';

describe('mapMessages and mapTools', () => {
  test('leave the request bytes alone when no entry changes', () => {
    const request = toRequest({ messages: [{ role: 'user' }, 'odd'], tools: 'odd' });
    const draft = new RequestDraft(request);
    mapMessages(draft, (message) => message);
    mapTools(draft, (tool) => ({ ...tool }));
    expect(draft.toBody()).toBe(request.body);
  });

  test('replace the entries that change', () => {
    const draft = new RequestDraft(toRequest({ messages: [{ role: 'user' }, 'odd'] }));
    mapMessages(draft, (message) => ({ ...message, seen: true }));
    expect(draft.get('messages')).toEqual([{ role: 'user', seen: true }, 'odd']);
  });
});

describe('joinTextParts', () => {
  test('joins texts, and leaves anything else as it is', () => {
    const text = (value: string) => ({ type: 'text', text: value });
    const picture = { content: [text('a'), { type: 'image_url' }] };
    expect(joinTextParts({ content: [text('a'), text('b')] })).toEqual({ content: 'ab' });
    expect(joinTextParts(picture)).toBe(picture);
  });
});

describe('without', () => {
  test('gives the same object back when there is nothing to take out', () => {
    const object = { a: 1 };
    expect(without(object, 'b')).toBe(object);
    expect(without(object, 'a')).toEqual({});
  });
});
