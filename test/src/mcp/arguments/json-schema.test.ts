import { expect, test } from '@jest/globals';
import {
  propertiesOf,
  requiredOf,
  typesOf,
  valuesOf,
} from '../../../../src/mcp/arguments/json-schema.ts';

test('types are found through references and alternatives, and loops end', () => {
  const root = {
    $defs: { a: { $ref: '#/$defs/b' }, b: { type: 'number' }, loop: { $ref: '#/$defs/loop' } },
  };
  expect([...typesOf({ $ref: '#/$defs/a' }, root)]).toEqual(['number']);
  expect([...typesOf({ oneOf: [{ type: 'string' }, { $ref: '#/$defs/b' }] }, root)]).toEqual([
    'string',
    'number',
  ]);
  expect([...typesOf({ $ref: '#/$defs/loop' }, root)]).toEqual([]);
  expect([...typesOf({ $ref: 'https://example.com/other' }, root)]).toEqual([]);
  expect([...typesOf({ enum: [1, null, 'x'] }, root)]).toEqual(['number', 'null', 'string']);
});

test('what is no schema has nothing in it', () => {
  expect([...propertiesOf({ properties: 'none' })]).toEqual([]);
  expect([...requiredOf({ required: [1, 'a'] })]).toEqual(['a']);
  expect(valuesOf({ const: 3 })).toEqual([3]);
});
