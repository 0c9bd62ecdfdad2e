import { describe, expect, test } from '@jest/globals';
import {
  findUsage,
  fixChoices,
  objectsOf,
  readFinishReason,
  readUsage,
  textOf,
} from '../../../../src/providers/shared/openai-json.ts';

describe('readUsage', () => {
  test('adds up what the provider left out', () => {
    expect(readUsage({ prompt_tokens: 2, completion_tokens: 3 })).toEqual({
      ...{ promptTokens: 2, completionTokens: 3, totalTokens: 5 },
    });
    expect(readUsage({ prompt_tokens: 2, total_tokens: 2 })?.completionTokens).toBe(0);
  });

  test.each([null, [], {}, { prompt_tokens: '2' }, { total_tokens: -1 }])(
    '%j is no usage',
    (value) => {
      expect(readUsage(value)).toBeNull();
    },
  );
});

describe('findUsage', () => {
  test('looks where Groq hides it', () => {
    expect(findUsage({ x_groq: { usage: 1 } })).toBe(1);
    expect(findUsage({ usage: 2, x_groq: { usage: 1 } })).toBe(2);
  });
});

describe('readFinishReason', () => {
  test('gives the first that is there', () => {
    expect(readFinishReason([{ finish_reason: null }, { finish_reason: 'stop' }])).toBe('stop');
    expect(readFinishReason([])).toBeNull();
  });
});

describe('fixChoices', () => {
  test('gives the same object back when no choice changed', () => {
    const json = { choices: [{ index: 0 }, 'odd'] };
    expect(fixChoices(json, (choice) => choice, 'delta')).toBe(json);
    expect(fixChoices({}, (choice) => ({ ...choice }), 'delta')).toEqual({});
  });

  test('replaces the choices that changed', () => {
    const fixed = fixChoices({ id: 1, choices: [{}] }, (_, part) => ({ part }), 'message');
    expect(fixed).toEqual({ id: 1, choices: [{ part: 'message' }] });
  });
});

describe('textOf and objectsOf', () => {
  test('take only what they name', () => {
    expect([textOf('a'), textOf(''), textOf(1)]).toEqual(['a', null, null]);
    expect(objectsOf([{ a: 1 }, null, [], 'x'])).toEqual([{ a: 1 }]);
    expect(objectsOf({})).toEqual([]);
  });
});
