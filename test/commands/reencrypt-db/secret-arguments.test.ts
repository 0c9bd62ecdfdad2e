import { describe, expect, test } from '@jest/globals';
import {
  looksLikeSecret,
  refuseSecretArguments,
} from '../../../commands/reencrypt-db/secret-arguments.ts';

describe('a word of the command line', () => {
  test.each([
    'sk-live-0123456789abcdef',
    '--old-key=hunter2',
    '--new-key',
    '--database-url-env=postgresql://u:pa55@db/litellm',
    'postgresql://u:pa55@db/litellm',
    '5f4dcc3b5aa765d61d8327deb882cf995f4dcc3b5aa765d61d8327deb882cf99',
    'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4MTIzNDU2',
    'q2J/7bXh+Wc0y5nT1rLkPz8vUuE9aQdGf3sMiZoK4hw=',
  ])('%s looks like a secret', (word) => {
    expect(looksLikeSecret(word)).toBe(true);
  });

  test.each([
    'LITELLM_SALT_KEY',
    '--old-key-env',
    '--old-key-file=/run/secrets/OldSaltKey2026.txt',
    './backups/2026-11-23T03-31-38/reencrypt',
    'LiteLLM_ProxyModelTable.litellm_params',
    'vault kv get -field=salt secret/litellm',
    'RE-7Q2F-9XKD',
    'postgresql://db.example/litellm',
    '/tmp/llmgw-reencrypt-Qf8mP1/kept',
    'Backups2026/November/Reencryption',
    '1000',
  ])('%s does not', (word) => {
    expect(looksLikeSecret(word)).toBe(false);
  });
});

describe('a command line that holds a secret', () => {
  test.each(['sk-canary-0123456789abcdef', 'postgresql://u:canary@db/x'])(
    'is refused without repeating it',
    (word) => {
      const refuse = () => refuseSecretArguments(['plan', word]);
      expect(refuse).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
      expect(refuse).not.toThrow(/canary/);
    },
  );

  test('is fine when it holds none', () => {
    expect(() => refuseSecretArguments(['plan', '--json'])).not.toThrow();
  });
});
