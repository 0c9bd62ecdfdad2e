import { describe, expect, test } from '@jest/globals';
import {
  azureTakesStreamOptions,
  connectAzure,
  toAzureDeployment,
} from '../../../../src/providers/openai-compatible/azure.ts';
import { Secret } from '../../../../src/core/secret.ts';

const settings = (extra: Record<string, unknown>, env: Record<string, string> = {}) => ({
  model: 'm',
  apiKey: null,
  apiBase: 'https://r.openai.azure.com',
  apiVersion: null,
  organization: null,
  extra,
  extraHeaders: {},
  env: (name: string) => env[name],
});
const connect = (extra: Record<string, unknown>, env?: Record<string, string>) =>
  connectAzure({ name: 'azure' }, settings(extra, env));

describe('connectAzure', () => {
  test('takes a token from the deployment or the environment', () => {
    const own = connect({ azure_ad_token: new Secret('tok') });
    expect(own).toMatchObject({ headers: expect.arrayContaining(['Bearer tok']) });
    const env = connect({}, { AZURE_AD_TOKEN: 'env-tok' });
    expect(env).toMatchObject({ headers: expect.arrayContaining(['Bearer env-tok']) });
  });

  test('says that signing in with a client secret is not supported', () => {
    expect(connect({ tenant_id: 't', client_id: 'c', client_secret: new Secret('s') })).toEqual({
      problem: 'azure sign-in with tenant_id, client_id or a user name is not supported.',
      help: 'Set litellm_params.api_key or litellm_params.azure_ad_token.',
    });
  });

  test('takes the version from the environment', () => {
    const target = connect({ azure_ad_token: 't' }, { AZURE_API_VERSION: '2024-06-01' });
    expect(target).toMatchObject({
      paths: { chat: '/openai/deployments/{model}/chat/completions?api-version=2024-06-01' },
    });
    expect('paths' in target && azureTakesStreamOptions(target)).toBe(false);
  });
});

describe('toAzureDeployment', () => {
  test('cuts the family marker off', () => {
    expect(['o_series/a', 'gpt5_series/b', 'c'].map(toAzureDeployment)).toEqual(['a', 'b', 'c']);
  });
});
