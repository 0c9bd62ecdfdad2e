import { describe, expect, test } from '@jest/globals';
import { hashDeployment, IdRegister } from '../../../../src/config/build/deployment-id.ts';
import { childMap } from '../../../../src/config/node.ts';
import { mapOf } from '../load-text.ts';

function idOf(params: string, variant = 'v') {
  const root = mapOf(`params: {${params}}\n`);
  const position = { file: 'c.yaml', line: 1, column: 1 };
  const map = childMap(root, 'params') ?? root;
  const draft = { index: 0, modelName: 'm', model: 'x', params: map, modelInfo: null, position };
  return hashDeployment(draft, variant);
}

describe('hashDeployment', () => {
  test('is 32 hex digits and does not depend on the order of keys', () => {
    expect(idOf('model: a, rpm: 1')).toMatch(/^[0-9a-f]{32}$/);
    expect(idOf('model: a, rpm: 1')).toBe(idOf('rpm: 1, model: a'));
  });

  test('changes with parameters and variants, not with secrets', () => {
    const id = idOf('model: a, api_key: one');
    expect(idOf('model: a, api_key: two, extra_headers: {x: y}')).toBe(id);
    expect(idOf('model: b, api_key: one')).not.toBe(id);
    expect(idOf('model: a, api_key: one', 'w')).not.toBe(id);
  });
});

describe('IdRegister', () => {
  test('gives every id once', () => {
    const ids = new IdRegister();
    expect([ids.claim('a'), ids.claim('a'), ids.claim('a'), ids.claim('b')]).toEqual([
      'a',
      'a-2',
      'a-3',
      'b',
    ]);
    expect(ids.has('a-2')).toBe(true);
  });
});
