import { describe, expect, test } from '@jest/globals';
import { fallbacksFor, readFallbackWish } from '../../../src/gateway/fallbacks.ts';
import { routerConfig } from '../../support/config-literals.ts';

const NO_WISH = { requested: null, disabled: false };
const router = routerConfig({
  fallbacks: new Map([
    ['gpt', ['claude', 'gpt', 'llama']],
    ['llama', ['mistral']],
    ['*', ['last']],
  ]),
});

describe('the general fallbacks', () => {
  test.each([
    ['gpt', ['claude', 'llama']],
    ['meta/llama', ['mistral']],
    ['other', ['last']],
    ['last', []],
  ])('of %p are %p: never itself', (group, expected) => {
    expect(fallbacksFor(group, 'transient', router, NO_WISH)).toEqual(expected);
  });

  test.each(['transient', 'timeout', 'rate_limit', 'quota', 'credential', 'unknown'] as const)(
    'are used after %s',
    (failureClass) => {
      expect(fallbacksFor('llama', failureClass, router, NO_WISH)).toEqual(['mistral']);
    },
  );

  test.each(['caller_fault', 'content_policy'] as const)(
    'are not used after %s',
    (failureClass) => {
      expect(fallbacksFor('llama', failureClass, router, NO_WISH)).toEqual([]);
    },
  );
});

describe('a prompt that is too long', () => {
  test('goes to the general fallbacks where none for long prompts are set', () => {
    expect(fallbacksFor('llama', 'context_window', router, NO_WISH)).toEqual(['mistral']);
  });

  test('goes to its own fallbacks, and nowhere without an entry there', () => {
    const long = { ...router, contextWindowFallbacks: new Map([['gpt', ['gpt-long']]]) };
    expect(fallbacksFor('gpt', 'context_window', long, NO_WISH)).toEqual(['gpt-long']);
    expect(fallbacksFor('llama', 'context_window', long, NO_WISH)).toEqual([]);
  });
});

test('a rejected prompt is routed around only where that is configured', () => {
  const lenient = { ...router, contentPolicyFallbacks: new Map([['gpt', ['open-model']]]) };
  expect(fallbacksFor('gpt', 'content_policy', lenient, NO_WISH)).toEqual(['open-model']);
  const wish = { requested: ['anything'], disabled: false };
  expect(fallbacksFor('gpt', 'content_policy', router, wish)).toEqual([]);
});

describe('the wish of a request', () => {
  test('names its own fallbacks', () => {
    const wish = readFallbackWish({ fallbacks: ['a', { model: 'b' }, 5, { x: 1 }, 'c'] });
    expect(wish).toEqual({ requested: ['a', 'b', 'c'], disabled: false });
    expect(fallbacksFor('gpt', 'transient', router, wish)).toEqual(['a', 'b', 'c']);
  });

  test('that names no group counts as none', () => {
    const wish = readFallbackWish({ fallbacks: [5, { messages: [] }] });
    expect(fallbacksFor('llama', 'transient', router, wish)).toEqual(['mistral']);
  });

  test('switches fallbacks off', () => {
    const wish = readFallbackWish({ disable_fallbacks: true, fallbacks: ['a'] });
    expect(fallbacksFor('gpt', 'transient', router, wish)).toEqual([]);
  });

  test.each([[{}], [{ fallbacks: 'a' }], [{ fallbacks: null, disable_fallbacks: 'true' }]])(
    'is none in %p',
    (body) => {
      expect(readFallbackWish(body)).toEqual(NO_WISH);
    },
  );
});
