import { describe, expect, test } from '@jest/globals';
import {
  isEnd,
  partsOf,
  saysNothing,
  withoutRole,
  withParts,
} from '../../../../src/gateway/splice/choice-parts.ts';

const tool = { index: 0, function: { arguments: '{' } };

describe('partsOf', () => {
  test('reads chats and legacy completions', () => {
    const delta = { content: 'a', reasoning: 'b', tool_calls: [tool] };
    expect(partsOf({ delta })).toEqual({ content: 'a', reasoning: 'b', toolCalls: [tool] });
    expect(partsOf({ text: 'a' })).toEqual({ content: 'a', reasoning: '', toolCalls: [] });
    expect(partsOf({})).toEqual({ content: '', reasoning: '', toolCalls: [] });
  });
});

describe('withParts', () => {
  test('cuts every lane and leaves the rest', () => {
    const delta = {
      content: 'abc',
      reasoning: 'xy',
      reasoning_content: 'xy',
      tool_calls: [tool],
      z: 1,
    };
    const parts = { content: 'c', reasoning: 'y', toolCalls: [] };
    expect(withParts({ index: 0, delta }, parts)).toEqual({
      index: 0,
      delta: { content: 'c', reasoning: 'y', reasoning_content: 'y', z: 1 },
      logprobs: null,
    });
    expect(delta.content).toBe('abc');
  });

  test('adds no member that was not there', () => {
    const choice = { delta: { tool_calls: [tool] } };
    expect(withParts(choice, partsOf(choice))).toEqual(choice);
  });

  test('keeps the log probabilities of tokens that are not wholly cut', () => {
    const content = [{ token: 'ab' }, { token: 'cd' }, 'nonsense'];
    const choice = { delta: { content: 'abcd' }, logprobs: { content, refusal: null } };
    const cut = withParts(choice, { content: 'd', reasoning: '', toolCalls: [] });
    expect(cut['logprobs']).toEqual({ content: content.slice(1), refusal: null });
  });

  test('cuts the text of a legacy completion', () => {
    const choice = { text: 'abc', logprobs: { tokens: ['abc'] } };
    const cut = withParts(choice, { content: 'c', reasoning: '', toolCalls: [] });
    expect(cut).toEqual({ text: 'c', logprobs: null });
  });
});

describe('saysNothing', () => {
  test.each([
    [{ delta: { role: 'assistant', content: '', tool_calls: [], refusal: null } }, true],
    [{ text: '' }, true],
    [{ delta: {}, finish_reason: 'stop' }, false],
    [{ delta: { content: 'a' } }, false],
    [{ delta: { annotations: [{}] } }, false],
    [{ text: 'a' }, false],
  ])('knows empty choices: %j', (choice, nothing) => {
    expect(saysNothing(choice)).toBe(nothing);
  });
});

test('isEnd knows the choice that says why the answer ends', () => {
  expect([{}, { finish_reason: null }, { finish_reason: 'stop' }].map(isEnd)).toEqual([
    false,
    false,
    true,
  ]);
});

test('withoutRole takes the role out of a copy', () => {
  const choice = { index: 0, delta: { role: 'assistant', content: 'a' } };
  expect(withoutRole(choice)).toEqual({ index: 0, delta: { content: 'a' } });
  expect(choice.delta.role).toBe('assistant');
  const plain = { text: 'a' };
  expect(withoutRole(plain)).toBe(plain);
});
