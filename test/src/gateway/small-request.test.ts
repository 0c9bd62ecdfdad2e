import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../src/core/llm.ts';
import { checkShape } from '../../../src/gateway/request-shape.ts';
import {
  operationOfBody,
  operationOfMode,
  SMALL_BODIES,
} from '../../../src/gateway/small-request.ts';

const OPERATIONS: readonly Operation[] = ['chat', 'completion', 'embedding', 'rerank'];

describe('the least that a request can say', () => {
  test.each(OPERATIONS)('is enough for %s, and shows what it is for', (operation) => {
    expect(checkShape(operation, SMALL_BODIES[operation])).toBeNull();
    expect(operationOfBody(SMALL_BODIES[operation])).toBe(operation);
  });

  test('of nothing, nothing shows', () => {
    expect(operationOfBody({ model: 'gpt' })).toBeNull();
  });
});

test('a mode names an operation; without one it is chat', () => {
  expect(OPERATIONS.map(operationOfMode)).toEqual(OPERATIONS);
  expect(operationOfMode(null)).toBe('chat');
  expect(operationOfMode('image_generation')).toBeNull();
});
