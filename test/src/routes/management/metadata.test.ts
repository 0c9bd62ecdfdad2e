import { expect, test } from '@jest/globals';
import { mergeMetadata } from '../../../../src/routes/management/metadata.ts';

const specs = { tags: 'texts' } as const;

test('fields go into what is given, or else into what is there', () => {
  const tags = { tags: ['a'] };
  const before = { metadata: { kept: 1, tags: ['old'] } };
  expect(mergeMetadata({ body: tags, values: tags, before, specs })).toEqual({
    metadata: { kept: 1, tags: ['a'] },
  });
  const both = { ...tags, metadata: { given: 2 } };
  expect(mergeMetadata({ body: both, values: both, before, specs })).toEqual({
    metadata: { given: 2, tags: ['a'] },
  });
});

test('null takes a field out; JSON kept as a text is read', () => {
  const before = { metadata: '{"kept":1,"tags":["old"]}' };
  const call = { body: { tags: null }, values: { tags: [] }, before, specs };
  expect(mergeMetadata(call)).toEqual({ metadata: { kept: 1 } });
});

test('without such a field nothing is written', () => {
  expect(mergeMetadata({ body: {}, values: { metadata: {} }, before: null, specs })).toEqual({});
});
