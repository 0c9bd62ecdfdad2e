import { describe, expect, test } from '@jest/globals';
import { openaiHeaders } from '../../../../../src/providers/openai-compatible/quirks/openai.ts';

describe('openaiHeaders', () => {
  test('takes the organisation from the deployment, else from the environment', () => {
    const settings = {
      ...{ model: 'm', apiKey: null, apiBase: null, apiVersion: null, extra: {}, extraHeaders: {} },
    };
    const env = () => 'env-org';
    expect(openaiHeaders({ ...settings, organization: 'own', env })).toEqual({
      'openai-organization': 'own',
    });
    expect(openaiHeaders({ ...settings, organization: null, env })).toEqual({
      'openai-organization': 'env-org',
    });
    expect(openaiHeaders({ ...settings, organization: null, env: () => undefined })).toEqual({});
  });
});
