import { expect, test } from '@jest/globals';
import { storedServer } from '../../../../src/mcp/servers/stored-server.ts';

const ROW = { server_id: 'a', server_name: 'a', url: 'https://x.example.com', transport: 'http' };

test.each([
  [
    'a kind of auth we do not know',
    { auth_type: 'aws_sigv4' },
    'auth_type `aws_sigv4` is not supported',
  ],
  ['keys of each user', { is_byok: true }, 'every user brings a key of their own for it (is_byok)'],
  [
    'an OpenAPI document',
    { spec_path: 'x.json' },
    'its tools come from an OpenAPI document (spec_path)',
  ],
  ['no address', { url: null }, 'it has neither a url nor a command'],
  ['nothing wrong', {}, null],
])('%s', (_what, columns, unusable) => {
  expect(storedServer({ ...ROW, ...columns }, null).unusable).toBe(unusable);
});

test('a program with its arguments and variables; sse where the row does not say', () => {
  const row = {
    ...ROW,
    transport: 'stdio',
    command: 'npx',
    args: ['-y', 'x'],
    env: { A: 'b' },
    timeout: 2.5,
  };
  expect(storedServer(row, null)).toMatchObject({
    transport: { kind: 'stdio', command: 'npx', args: ['-y', 'x'] },
    timeoutMs: 2_500,
  });
  expect(storedServer({ server_id: 'a', url: 'https://x' }, null).transport.kind).toBe('sse');
});

test('credentials of a machine make a client', () => {
  const credentials = { client_id: 'id', client_secret: 'secret', scopes: ['read'] };
  const row = {
    ...ROW,
    auth_type: 'oauth2',
    token_url: 'https://x.example.com/token',
    credentials,
  };
  const { auth } = storedServer(row, null);
  expect(auth).toMatchObject({ type: 'oauth2', value: null, client: { scopes: ['read'] } });
  expect(auth.client?.secret.reveal()).toBe('secret');
});
