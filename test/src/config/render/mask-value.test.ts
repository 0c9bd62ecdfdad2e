import { expect, test } from '@jest/globals';
import { isSecret, maskValue } from '../../../../src/config/render/mask-value.ts';

const never = (): boolean => false;

test.each([
  ['model_list[0].litellm_params.api_key', true],
  ['general_settings.master_key', true],
  ['general_settings.database_url', true],
  ['router_settings.redis_password', true],
  ['model_list[0].litellm_params.aws_session_token', true],
  ['model_list[0].litellm_params.extra_headers.X-Anything', true],
  ['general_settings.pass_through_endpoints[0].headers.accept', false],
  ['model_list[0].litellm_params.max_tokens', false],
  ['model_list[0].litellm_params.litellm_credential_name', false],
  ['general_settings.litellm_key_header_name', false],
  ['model_list[0].litellm_params.model', false],
  ['credential_list[0].credential_values.api_key', true],
])('%s is a secret: %s', (path, wanted) => {
  expect(isSecret({ value: 'x', path, variable: null }, never)).toBe(wanted);
});

test('so is what comes from a variable with such a name, and a URL with a password', () => {
  expect(isSecret({ value: 'x', path: 'a.model', variable: 'GROQ_API_KEY' }, never)).toBe(true);
  expect(isSecret({ value: 'redis://:p@h', path: 'a.b', variable: null }, never)).toBe(true);
  expect(isSecret({ value: 'https://h/a@b', path: 'a.b', variable: null }, never)).toBe(false);
});

test('masks say which variable, or whether two are the same', () => {
  expect(maskValue({ value: 'v', path: '', variable: 'NAME' }, 'full')).toBe('****(NAME)');
  expect(maskValue({ value: 'v', path: '', variable: null }, 'full')).toBe('****');
  expect(maskValue({ value: 'v', path: '', variable: null }, 'hash')).toMatch(
    /^sha256:[\da-f]{8}$/,
  );
  expect(maskValue({ value: 'v', path: '', variable: null }, 'none')).toBe('v');
});
