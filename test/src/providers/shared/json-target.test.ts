import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import type { ProviderSettings } from '../../../../src/providers/provider.ts';
import { connectJson, type JsonApi } from '../../../../src/providers/shared/json-target.ts';

const api: JsonApi = {
  name: 'acme',
  defaultBase: 'https://api.acme.test/v1',
  baseVariables: ['ACME_BASE'],
  keyVariables: ['ACME_KEY', 'ACME_TOKEN'],
  needsKey: true,
  paths: (prefix, isOwnBase) => ({ chat: `${prefix}/${isOwnBase ? 'own' : 'public'}` }),
};

function connect(
  changes: Partial<ProviderSettings>,
  env: Readonly<Record<string, string>> = {},
): ReturnType<typeof connectJson> {
  return connectJson(api, {
    model: 'm',
    apiKey: null,
    apiBase: null,
    apiVersion: null,
    organization: null,
    extra: {},
    extraHeaders: {},
    env: (name) => env[name],
    ...changes,
  });
}

const apiKey = new Secret('k');

describe('connectJson', () => {
  test("the deployment's base wins over the variable, the variable over the default", () => {
    const env = { ACME_BASE: 'http://env.test:81/' };
    expect(connect({ apiKey, apiBase: 'http://own.test/x/' }, env)).toMatchObject({
      origin: 'http://own.test',
      paths: { chat: '/x/own' },
      displayBase: 'http://own.test/x',
    });
    expect(connect({ apiKey }, env)).toMatchObject({ origin: 'http://env.test:81' });
    expect(connect({ apiKey })).toMatchObject({ paths: { chat: '/v1/public' } });
  });

  test('the key comes from the deployment or the first variable that is set', () => {
    const env = { ACME_KEY: ' ', ACME_TOKEN: 'env-key' };
    expect(connect({ apiKey }, env)).toMatchObject({
      headers: expect.arrayContaining(['authorization', 'Bearer k']),
    });
    expect(connect({}, env)).toMatchObject({
      headers: expect.arrayContaining(['authorization', 'Bearer env-key']),
    });
  });

  test('the public service without a key is a problem that names the variables', () => {
    expect(connect({})).toEqual({
      problem: 'acme needs an API key and none is set.',
      help: 'Set litellm_params.api_key or ACME_KEY or ACME_TOKEN.',
    });
    expect(connect({ apiBase: 'http://own.test' })).toHaveProperty('origin');
  });

  test('a user and password in the base become basic authorization and are not shown', () => {
    const target = connect({ apiBase: 'http://ann:p%40ss@own.test/x' });
    const basic = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    expect(target).toMatchObject({
      origin: 'http://own.test',
      displayBase: 'http://own.test/x',
      headers: expect.arrayContaining(['authorization', basic]),
    });
  });

  test('extra headers replace ours whatever their case', () => {
    const extraHeaders = { Authorization: 'Token t', 'X-Own': '1' };
    const target = connect({ apiKey, extraHeaders });
    const headers = 'headers' in target ? target.headers : [];
    expect(headers.filter((_, at) => at % 2 === 0)).toEqual([
      'content-type',
      'accept-encoding',
      'user-agent',
      'authorization',
      'x-own',
    ]);
    expect(headers).toContain('Token t');
    expect(headers).not.toContain('Bearer k');
  });

  test.each(['localhost:11434', 'ftp://a.test', 'not a url'])('the base %j is refused', (base) => {
    expect(connect({ apiKey, apiBase: base })).toHaveProperty('problem');
  });

  test('a key with a line break is a problem that does not repeat it', () => {
    const target = connect({ apiKey: new Secret('sec\r\nret') });
    expect(target).toHaveProperty('problem');
    expect(JSON.stringify(target)).not.toContain('sec');
  });
});
