import { describe, expect, test } from '@jest/globals';
import type { Route } from '../../../src/routes/route.ts';
import { RouteTable } from '../../../src/routes/route-table.ts';

function route(method: string, path: string): Route {
  return { method, path, handle: () => undefined };
}

const ROUTES = [
  route('POST', '/v1/chat/completions'),
  route('POST', '/openai/deployments/{model}/chat/completions'),
  route('POST', '/engines/{model}/completions'),
  route('GET', '/v1/models'),
  route('GET', '/v1/models/{id}'),
  route('GET', '/thing'),
  route('PUT', '/thing'),
  route('GET', '/'),
];
const table = new RouteTable(ROUTES);

/** The path of the matched route with its parameters, or status and message. */
function match(method: string, path: string): unknown {
  const found = table.match(method, path);
  if ('status' in found) return `${found.status} ${found.code}`;
  const matched = ROUTES.find(({ handle }) => handle === found.handle);
  return [matched?.method, matched?.path, ...found.params].join(' ');
}

describe('RouteTable', () => {
  test.each([
    ['POST', '/v1/chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/v1/chat/completions/', 'POST /v1/chat/completions'],
    ['POST', '/v1/chat/completions///', 'POST /v1/chat/completions'],
    ['GET', '/', 'GET /'],
    ['GET', '///', 'GET /'],
    ['HEAD', '/thing', 'GET /thing'],
    ['PUT', '/thing', 'PUT /thing'],
  ])('finds %s %s', (method, path, expected) => {
    expect(match(method, path)).toBe(expected);
  });

  test.each([
    ['/v1/models/gpt-4o', 'gpt-4o'],
    ['/v1/models/gpt-4o/', 'gpt-4o'],
    ['/v1/models/meta/llama/3', 'meta/llama/3'],
    ['/v1/models/meta%2Fllama', 'meta/llama'],
    ['/v1/models/a%20b', 'a b'],
  ])('takes the model out of %s', (path, model) => {
    expect(match('GET', path)).toBe(`GET /v1/models/{id} ${model}`);
  });

  test.each([
    ['/openai/deployments/a/b/chat/completions', 'a/b'],
    ['/openai/deployments/a%2Fb/chat/completions/', 'a/b'],
    ['/openai/deployments/chat/completions/chat/completions', 'chat/completions'],
  ])('a part may hold slashes: %s', (path, model) => {
    const pattern = '/openai/deployments/{model}/chat/completions';
    expect(match('POST', path)).toBe(`POST ${pattern} ${model}`);
  });

  test.each([
    '/nothing',
    '/v1/models/%zz',
    '/v1/models/%ff',
    '/openai/deployments//chat/completions',
    '/V1/chat/completions',
    '/v1/chat/completions%2f',
    '',
    '*',
  ])('finds nothing at %j', (path) => {
    expect(match('GET', path)).toBe('404 route_not_found');
  });

  test('forgives slashes that are doubled or trail', () => {
    for (const path of ['//v1/chat/completions', '/v1//chat/completions/']) {
      expect(table.match('POST', path)).toHaveProperty('handle');
    }
  });

  test('says what was probably meant', () => {
    expect(table.match('POST', '/v1/chat/completion')).toMatchObject({
      status: 404,
      message:
        'Not Found: POST /v1/chat/completion is not a route of this gateway. Did you mean /v1/chat/completions?',
    });
  });

  test('says which methods a path takes', () => {
    expect(table.match('DELETE', '/thing')).toMatchObject({
      status: 405,
      code: 'method_not_allowed',
      message: 'Method Not Allowed: /thing takes GET, PUT, not DELETE.',
    });
    expect(match('GET', '/engines/m/completions')).toBe('405 method_not_allowed');
    expect(match('HEAD', '/v1/chat/completions')).toBe('405 method_not_allowed');
  });

  test.each([
    ['slashes', '/'.repeat(30_000) + 'x/'],
    ['a long name', `/v1/models${'x'.repeat(30_000)}`],
    ['what looks like the end', '/openai/deployments' + '/chat/completions'.repeat(1_800) + 'x'],
    ['half an escape', `/v1/models/${'%'.repeat(30_000)}`],
  ])('is not slowed down by %s without end', (_what, path) => {
    const before = performance.now();
    for (let i = 0; i < 10; i += 1) table.match('GET', path);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
