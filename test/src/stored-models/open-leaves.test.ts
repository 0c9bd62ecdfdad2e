import { expect, test } from '@jest/globals';
import { openLeaves } from '../../../src/stored-models/open-leaves.ts';
import { TestSecretBox } from '../../support/secret-box.ts';

const box = new TestSecretBox();
const place = { table: 'T', column: 'c', row: 'r' };

test('opens every text wherever it stands, and leaves everything else', () => {
  const document = { a: box.seal('x', 'v2'), b: [1, true, null, { c: box.seal('y', 'nacl') }] };
  const { value, unreadable, formats } = openLeaves(document, box, place);
  expect(value).toEqual({ a: 'x', b: [1, true, null, { c: 'y' }] });
  expect(unreadable).toEqual([]);
  expect([...formats]).toEqual(['v2', 'nacl']);
});

test('names the place of what no key opens, and puts nothing there', () => {
  const document = { a: { b: [new TestSecretBox('another').seal('x', 'v2')] } };
  const { value, unreadable } = openLeaves(document, box, place);
  expect(value).toEqual({ a: { b: [null] } });
  expect(unreadable).toEqual([{ ...place, path: '/a/b/0' }]);
});

test('a name like __proto__ is a name like any other', () => {
  const document: unknown = JSON.parse('{"__proto__":{"a":"x"}}');
  const { value } = openLeaves(document, box, place);
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":"x"}}');
});
