import { expect, test } from '@jest/globals';
import { parseDocuments } from '../../../src/config/parse-documents.ts';

test('every document of a text is there, its scalars as text', () => {
  const documents = parseDocuments('a: 1\n---\nb: yes\n');
  expect(documents.map((document) => document.toJS())).toEqual([{ a: '1' }, { b: 'yes' }]);
});

test('a text is parsed again only when another one came in between', () => {
  const first = parseDocuments('a: 1\n');
  expect(parseDocuments('a: 1\n')).toBe(first);
  const other = parseDocuments('a: 2\n');
  expect(other).not.toBe(first);
  expect(other.map((document) => document.toJS())).toEqual([{ a: '2' }]);
  expect(parseDocuments('a: 1\n').map((document) => document.toJS())).toEqual([{ a: '1' }]);
});

test('what is wrong is in the documents, not thrown', () => {
  expect(parseDocuments('a: [1\n').flatMap(({ errors }) => errors)).not.toEqual([]);
});
