import { expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { headersFor } from '../../../../src/mcp/client/auth-headers.ts';
import type { McpAuth, McpServerDefinition } from '../../../../src/mcp/server-definition.ts';
import { mcpServer } from '../../../support/mcp-definitions.ts';

function headersOf(parts: Partial<McpServerDefinition>, answer?: Response, passed = {}) {
  return headersFor(mcpServer(parts), {
    passedHeaders: passed,
    fetch: async () => answer ?? Response.error(),
    signal: new AbortController().signal,
  });
}

const auth = (type: McpAuth['type'], value: string): McpAuth => ({
  type,
  value: new Secret(value),
  client: null,
});

test.each([
  ['none', 'x', {}],
  ['api_key', 'k', { 'x-api-key': 'k' }],
  ['bearer_token', 't', { authorization: 'Bearer t' }],
  ['bearer_token', 'Bearer t', { authorization: 'Bearer t' }],
  ['oauth2', 't', { authorization: 'Bearer t' }],
  ['token', 't', { authorization: 'token t' }],
  ['authorization', 'Custom t', { authorization: 'Custom t' }],
  ['basic', 'user:pass', { authorization: 'Basic dXNlcjpwYXNz' }],
  ['basic', 'dXNlcjpwYXNz', { authorization: 'Basic dXNlcjpwYXNz' }],
] as const)('%s %s', async (type, value, headers) => {
  expect(await headersOf({ auth: auth(type, value) })).toEqual(headers);
});

test('of a caller only the named headers are passed on, and fixed ones win over all', async () => {
  const transport = {
    kind: 'http',
    url: 'https://x.example.com',
    headers: { Authorization: new Secret('fixed'), 'X-Team': new Secret('a') },
  } as const;
  const passed = { 'X-User': 'u', cookie: 'c', 'x-team': 'theirs' };
  const server = { transport, auth: auth('bearer_token', 't'), extraHeaders: ['x-user', 'X-Team'] };
  expect(await headersOf(server, undefined, passed)).toEqual({
    authorization: 'fixed',
    'x-team': 'a',
    'x-user': 'u',
  });
});

test('a value with a line break is refused, and not shown', async () => {
  const sending = headersOf({ auth: auth('api_key', 'sk-canary\r\nx-admin: 1') });
  await expect(sending).rejects.toMatchObject({ kind: 'refused' });
  await sending.catch(({ message }: Error) => expect(message).not.toContain('canary'));
});

test('a machine fetches its token', async () => {
  const client = {
    id: new Secret('id'),
    secret: new Secret('secret'),
    tokenUrl: 'https://x.example.com/token',
    scopes: ['read'],
  };
  const oauth: McpAuth = { type: 'oauth2', value: null, client };
  const token = Response.json({ access_token: 'fresh' });
  expect(await headersOf({ auth: oauth }, token)).toEqual({ authorization: 'Bearer fresh' });
  const refused = headersOf({ auth: oauth }, Response.json({ error: 'no' }, { status: 400 }));
  await expect(refused).rejects.toMatchObject({
    kind: 'auth-required',
    message: expect.stringContaining('HTTP 400'),
  });
});
