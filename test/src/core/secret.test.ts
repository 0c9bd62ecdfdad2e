import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';

const secret = new Secret('sk-canary');

test.each([
  ['text', String(secret)],
  ['JSON', JSON.stringify({ secret })],
  ['inspection', inspect({ secret }, { depth: 9, showHidden: true })],
  ['its keys', JSON.stringify(Object.entries(secret))],
  ['a copy', JSON.stringify(Object.assign({}, secret))],
])('%s does not give the value away', (_where, printed) => {
  expect(printed).not.toContain('canary');
});

test('only reveal gives the value, and its length may be known', () => {
  expect(secret.reveal()).toBe('sk-canary');
  expect(secret).toHaveLength(9);
});
