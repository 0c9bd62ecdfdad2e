import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import type { ProviderSettings } from '../../../../src/providers/provider.ts';
import { connectRow } from '../../../../src/providers/openai-compatible/connect.ts';
import type { Row } from '../../../../src/providers/openai-compatible/row.ts';

const ROW: Row = { name: 'some', base: 'https://api.some.test/v1' };

const settings = (own: Partial<ProviderSettings> = {}, env: Record<string, string> = {}) => ({
  model: 'm',
  apiKey: null,
  apiBase: null,
  apiVersion: null,
  organization: null,
  extra: {},
  extraHeaders: {},
  env: (name: string) => env[name],
  ...own,
});
const key = (text: string) => ({ apiKey: new Secret(text) });

function headersOf(target: object): Record<string, string> {
  const list = 'headers' in target ? (target.headers as string[]) : [];
  const entries = list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : []));
  return Object.fromEntries(entries) as Record<string, string>;
}

describe('connectRow', () => {
  test('takes base and key from the deployment, else from the environment, else the default', () => {
    const env = { SOME_API_BASE: 'http://env.test/x/', SOME_API_KEY: 'env-key' };
    const own = { apiBase: 'http://own.test:81', ...key('own-key') };
    expect(connectRow(ROW, settings(own, env))).toMatchObject({ origin: 'http://own.test:81' });
    expect(headersOf(connectRow(ROW, settings(own, env)))['authorization']).toBe('Bearer own-key');
    expect(connectRow(ROW, settings({}, env))).toMatchObject({ displayBase: 'http://env.test/x' });
    expect(headersOf(connectRow(ROW, settings({}, env)))['authorization']).toBe('Bearer env-key');
    expect(connectRow(ROW, settings(key('k')))).toMatchObject({
      origin: 'https://api.some.test',
      paths: { chat: '/v1/chat/completions', embedding: '/v1/embeddings' },
    });
  });

  test('uses a base as it is given: no slash doubled, no /v1 added, the query kept', () => {
    const apiBase = 'https://h.test/a//?tenant=1';
    expect(connectRow(ROW, settings({ apiBase }))).toMatchObject({
      paths: { chat: '/a/chat/completions?tenant=1' },
      displayBase: 'https://h.test/a',
    });
  });

  test('shows neither user nor password of the base, and sends them when there is no key', () => {
    const target = connectRow(ROW, settings({ apiBase: 'https://me:s%20t@h.test/v1' }));
    expect(target).toMatchObject({ displayBase: 'https://h.test/v1', origin: 'https://h.test' });
    const basic = Buffer.from('me:s t').toString('base64');
    expect(headersOf(target)['authorization']).toBe(`Basic ${basic}`);
  });

  test('a base elsewhere needs no key, the default one does', () => {
    expect(connectRow(ROW, settings())).toEqual({
      problem: 'some needs an API key and none is set.',
      help: 'Set litellm_params.api_key or SOME_API_KEY.',
    });
    const target = connectRow(ROW, settings({ apiBase: 'http://127.0.0.1:1' }));
    expect(headersOf(target)).not.toHaveProperty('authorization');
  });

  test.each(['ftp://h.test', 'h.test/v1', 'http://', 'javascript:alert(1)'])(
    'refuses the base %s',
    (apiBase) => {
      expect(connectRow(ROW, settings({ apiBase, ...key('k') }))).toHaveProperty('problem');
    },
  );

  test('extra headers win, whatever their case', () => {
    const extraHeaders = { AUTHORIZATION: 'Custom x', 'User-Agent': 'mine' };
    const headers = headersOf(connectRow(ROW, settings({ extraHeaders, ...key('k') })));
    expect(headers).toMatchObject({ authorization: 'Custom x', 'user-agent': 'mine' });
  });

  test('cuts the line break off a key, and refuses one inside without showing the key', () => {
    expect(headersOf(connectRow(ROW, settings(key('k\n'))))['authorization']).toBe('Bearer k');
    const target = connectRow(ROW, settings(key('sec\nret')));
    expect(target).toMatchObject({ problem: expect.stringContaining('The API key') });
    expect(JSON.stringify(target)).not.toContain('ret"');
  });

  test('a base that names the rerank endpoint serves it', () => {
    const row: Row = { name: 'r', rerank: 'hosted_vllm', operations: ['rerank'] };
    const target = connectRow(row, settings({ apiBase: 'http://h.test/v1/rerank', ...key('k') }));
    expect(target).toMatchObject({ paths: { rerank: '/rerank' } });
  });
});
