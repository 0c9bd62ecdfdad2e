import { describe, expect, test } from '@jest/globals';
import { formOf } from '../../../../src/security/secrets/find-secrets.ts';
import { makeKey } from '../../../../src/security/secrets/make-key.ts';
import { structuredForms } from '../../../../src/security/secrets/structured-forms.ts';

describe('what is told by its structure', () => {
  test.each(structuredForms.map(({ id }) => ({ id })))('$id is found as it is made', ({ id }) => {
    const context = id === 'gcp-service-account' ? 'auth_provider_x509_cert_url' : '';
    expect(formOf(makeKey(id), context)?.id).toBe(id);
  });

  test.each([
    ['postgresql+asyncpg://me:S3cr3tW0rd@db/x', 'database-url'],
    ['rediss://:S3cr3tW0rd@cache:6380/0', 'database-url'],
    ['mongodb+srv://me:S3cr3tW0rd@db.example.com', 'database-url'],
    ['https://me:S3cr3tW0rd@example.com/x?y', 'url-with-user'],
    ['postgresql://me:${PASSWORD}@db/x', undefined],
    ['postgresql://me:<password>@db/x', undefined],
    ['postgresql://me@db/x', undefined],
    ['redis://cache:6379', undefined],
    ['https://example.com:8080/@me', undefined],
  ])('%s is %s', (url, id) => {
    expect(formOf(url)?.id).toBe(id);
  });

  test.each(['RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', ''])('a private key of kind "%s"', (kind) => {
    const key = makeKey('private-key')
      .replaceAll('PRIVATE', `${kind}PRIVATE`)
      .replaceAll('\\n', '\n');
    expect(formOf(key)?.id).toBe('private-key');
  });

  test('a public key, a certificate and a short body are no private keys', () => {
    const key = makeKey('private-key');
    expect(formOf(key.replaceAll('PRIVATE', 'PUBLIC'))).toBeNull();
    expect(formOf(key.replaceAll('PRIVATE KEY', 'CERTIFICATE'))).toBeNull();
    expect(formOf('-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----')).toBeNull();
  });
});
