import { expect, test } from '@jest/globals';
import { allowsPath, compileRoutes } from '../../../src/access/route-rule.ts';

test.each([[[]], [['*']], [['/a', '*']]])('%j allows every route', (listed) => {
  expect(compileRoutes(listed)).toBeNull();
});

test.each([
  ['/v1/models', '/v1/models', true],
  ['/v1/models', '/v1/models/', true],
  ['/v1/models', '//v1//models', true],
  ['/v1/models', '/v1/models/gpt', false],
  ['/v1/models', '/models', false],
  ['/v1/*', '/v1/chat/completions', true],
  ['/v1/*', '/v2/chat', false],
  ['/key*', '/key/generate', true],
  ['/v1/threads/{thread_id}', '/v1/threads/t1', true],
  ['/v1/threads/{thread_id}', '/v1/threads/t1/runs', false],
  ['llm_api_routes', '/v1/chat/completions', true],
  ['llm_api_routes', '/key/generate', false],
  ['management_routes', '/key/generate', true],
  ['management_routes', '/v1/chat/completions', false],
  ['constructor', '/v1/chat/completions', false],
])('%s and %s: %s', (listed, path, expected) => {
  const rule = compileRoutes([listed]);
  expect(rule !== null && allowsPath(rule, path)).toBe(expected);
});

test.each(['/v1/../key/generate', '/v1/%2e%2e/key/generate', '/v1/\\..\\key', 'v1/models'])(
  '%s is no route, whatever is allowed',
  (path) => {
    const rule = compileRoutes(['/v1/*', 'management_routes']);
    expect(rule !== null && allowsPath(rule, path)).toBe(false);
  },
);
