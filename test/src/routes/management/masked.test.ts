import { expect, test } from '@jest/globals';
import { maskAll, maskParams } from '../../../../src/routes/management/masked.ts';

test('only settings that are known to be no secret show', () => {
  const params = {
    model: 'openai/gpt-4o',
    api_key: 'sk-secret',
    api_base: 'https://user:secret@host',
    rpm: 5,
    tags: ['a'],
    extra_headers: { authorization: 'secret', nested: [{ x: 'secret' }] },
    some_new_setting: 'secret',
    timeout: 3,
  };
  expect(maskParams(params)).toEqual({
    model: 'openai/gpt-4o',
    api_key: '****',
    api_base: '****',
    rpm: 5,
    tags: ['a'],
    extra_headers: { authorization: '****', nested: [{ x: '****' }] },
    some_new_setting: '****',
    timeout: 3,
  });
});

test('a key written where a model belongs does not show', () => {
  const { model } = maskParams({ model: 'sk-proj-0123456789abcdefghijklmnop' });
  expect(model).not.toContain('0123456789abcdefghijklmnop');
});

test('everything of a document', () => {
  expect(maskAll(['a', 1, null, { b: 'c' }])).toEqual(['****', 1, null, { b: '****' }]);
});
