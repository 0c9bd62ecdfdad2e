import { expect, test } from '@jest/globals';
import { LAYERS, layerOf } from '../../commands/validation-layers.ts';
import { FINDING_KINDS } from '../../src/config/finding-codes.ts';

test('the nine layers stand in their order', () => {
  expect(LAYERS).toHaveLength(9);
  expect([LAYERS[0], LAYERS[8]]).toEqual(['find', 'probe']);
});

test.each([
  ['file-missing', 'find'],
  ['invalid-yaml', 'syntax'],
  ['unknown-key', 'schema'],
  ['unknown-model-group', 'references'],
  ['padded-variable', 'environment'],
  ['invalid-url', 'formats'],
  ['master-key-missing', 'credentials'],
])('%s belongs to %s', (name, layer) => {
  expect(layerOf(name, false)).toBe(layer);
});

test('rules of check-security are about credentials', () => {
  expect(layerOf('dummy-credential', true)).toBe('credentials');
});

test('no layer lacks a finding that belongs to it but the live ones', () => {
  const seen = new Set(Object.keys(FINDING_KINDS).map((name) => layerOf(name, false)));
  expect(LAYERS.filter((layer) => !seen.has(layer))).toEqual(['reach', 'probe']);
});
