import { describe, expect, test } from '@jest/globals';
import {
  asksForValue,
  isPlaceholder,
  isReference,
  meansNoKey,
} from '../../../../src/security/secrets/placeholders.ts';
import { keyForm } from '../../../../src/security/secrets/key-forms.ts';
import { KEY_FORM_IDS, makeKey } from '../../../../src/security/secrets/make-key.ts';

describe('a placeholder', () => {
  test.each([
    'sk-1234',
    'fake-key',
    'my-fake-key',
    'your-api-key',
    '<your-key>',
    'sk-xxxx',
    'changeme',
    'dummy',
    'test',
    'placeholder',
    'REPLACE_ME',
    'aaaaaaaa',
    '12345678',
    'sk-...',
    'yourapikey',
    'string',
    'sk-test123',
    'Bearer sk-1234',
    'AKIAIOSFODNN7EXAMPLE',
    'sk-abcdefghijklmnopqrstuvwxyz1234',
    '[secret]',
    '__KEY__',
    '********',
    'YOUR_OPENAI_API_KEY_HERE',
    'none',
    'supersecret',
    'gsk_…',
  ])('%s', (value) => {
    expect(isPlaceholder(value)).toBe(true);
  });

  test.each([
    '',
    'hunter2',
    'Tr0ub4dor&3',
    'MyCompanySecret2024!',
    'sk-9f31c07aab12',
    'correct horse',
  ])('is not %s', (value) => {
    expect(isPlaceholder(value)).toBe(false);
  });

  test('is hardly ever a random key', () => {
    const keys = KEY_FORM_IDS.filter((id) => keyForm(id)?.strength === 'strong').flatMap((id) =>
      Array.from({ length: 50 }, (_, at) => makeKey(id, `p${at}`)),
    );
    expect(keys.filter(isPlaceholder).length).toBeLessThan(3);
  });

  test.each([
    'none',
    'EMPTY',
    'not-needed',
    'sk-local',
    'lm-studio',
    'sk-no-auth-required',
    'no-key',
    'ollama',
  ])('%s says that no key is needed', (value) => {
    expect(meansNoKey(value)).toBe(true);
  });

  test.each(['fake-key', 'your-local-key', 'sk-1234', 'a8Fk2Jx9', 'changeme'])(
    '%s does not say so',
    (value) => {
      expect(meansNoKey(value)).toBe(false);
    },
  );

  test('may ask for the real one', () => {
    expect(['<key>', 'your-key', 'CHANGE_ME', 'todo'].every(asksForValue)).toBe(true);
    expect(['none', 'fake-key', 'test'].some(asksForValue)).toBe(false);
  });
});

describe('a reference', () => {
  test.each([
    'os.environ/X',
    'Bearer os.environ/X',
    '${X}',
    '${X:-y}',
    '$X',
    '{{ .Values.x }}',
    '${{ secrets.X }}',
    'vault:secret/data/x#key',
    '!vault',
    'aws_secret_manager/x',
    'op://vault/item',
    'ENC[AES256,data:x]',
    'arn:aws:secretsmanager:eu-west-1:1:secret:x',
    'projects/p/secrets/s/versions/1',
    '/run/secrets/x',
    'process.env.X',
    '%(X)s',
    '$(cat key)',
    'azure_key_vault/x',
    '%KEY%',
  ])('%s', (value) => {
    expect(isReference(value)).toBe(true);
  });

  test.each(['sk-1234', 'pa$$word', 'a8Fk2Jx9', 'vaultless', 'secretvalue'])(
    'is not %s',
    (value) => {
      expect(isReference(value)).toBe(false);
    },
  );
});
