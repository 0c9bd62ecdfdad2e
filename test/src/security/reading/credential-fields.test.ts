import { describe, expect, test } from '@jest/globals';
import { ProjectFile } from '../../../../src/security/project.ts';
import {
  credentialFields,
  isCredentialName,
} from '../../../../src/security/reading/credential-fields.ts';

describe('a name', () => {
  test.each([
    'api_key',
    'apiKey',
    'OPENAI_API_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'client_secret',
    'redis_password',
    'auth_value',
    'aws_session_token',
    'vertex_credentials',
    'SIGNING_KEY',
    'GROQ_KEY',
    'authentication_token',
  ])('%s stands before a secret', (name) => {
    expect(isCredentialName(name)).toBe(true);
  });

  test.each([
    'max_tokens',
    'input_cost_per_token',
    'LANGFUSE_PUBLIC_KEY',
    'cache_key',
    'key_management_system',
    'id-token',
    'user_api_key_cache_ttl',
    'api_key_alias',
    'password_policy',
    'token_url',
    'aws_access_key_id',
    'tokenizer',
  ])('%s does not', (name) => {
    expect(isCredentialName(name)).toBe(false);
  });
});

describe('the fields of a file', () => {
  const fields = (path: string, text: string): readonly (readonly [string, string, string])[] => {
    const file = new ProjectFile({ path, text, mode: null, origin: 'loose' });
    return credentialFields(file).map(({ name, value, span }) => [
      name,
      value,
      text.slice(span.start, span.end),
    ]);
  };

  test('are those of YAML that hold a text', () => {
    const text =
      'a:\n  - api_key: "x y"\n    token: !vault z\n    password: 5\n    secret:\n    headers: {Authorization: t, Accept: u}\n';
    expect(fields('a.yaml', text)).toEqual([
      ['api_key', 'x y', 'x y'],
      ['Authorization', 't', 't'],
    ]);
  });

  test('are those of an env file that are not empty', () => {
    expect(fields('.env', "A_KEY='x'\nB_TOKEN=\nC=z\n")).toEqual([['A_KEY', 'x', 'x']]);
  });

  test('are none of other files', () => {
    expect(fields('a.py', 'api_key: x')).toEqual([]);
  });
});
