import { describe, expect, test } from '@jest/globals';
import { isHttpUrl } from '../../../../src/config/validate/check-addresses.ts';
import { loadText } from '../load-text.ts';

describe('isHttpUrl', () => {
  test.each([
    ['http://localhost:8000/v1', true],
    ['https://h', true],
    ['localhost:8000', false],
    ['ftp://h', false],
    ['h', false],
    ['http://', false],
    ['http://bad host', false],
  ])('%s: %s', (text, verdict) => {
    expect(isHttpUrl(text)).toBe(verdict);
  });
});

describe('addresses of deployments', () => {
  test('are never shown: they may hold a password', () => {
    const { findings } = loadText(
      'model_list: [{model_name: a, litellm_params: {model: openai/x, api_base: "u:sk-secret@h"}}]\n',
    );
    expect(findings).toMatchObject([{ name: 'invalid-url' }]);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
  });
});
