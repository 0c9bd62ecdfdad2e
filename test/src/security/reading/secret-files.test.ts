import { expect, test } from '@jest/globals';
import { secretFiles } from '../../../../src/security/reading/secret-files.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('env files and keys are found, examples and certificates are not', () => {
  const project = projectOf(
    {
      '.env': 'API_TOKEN=s3cr3t-0f-m1ne-77\n',
      'app.env': 'PORT=1\nAPI_TOKEN=changeme\n',
      '.env.example': 'API_TOKEN=s3cr3t-0f-m1ne-77\n',
      'key.pem': '-----BEGIN PRIVATE KEY-----\n',
      'ca.pem': '-----BEGIN CERTIFICATE-----\n',
      'account.json': '{"private_key": "-----BEGIN PRIVATE KEY-----"}',
    },
    { unread: [{ path: 'store.p12', mode: null, origin: 'loose', reason: 'binary' }] },
  );
  const found = secretFiles(project).map(({ file, kind, holdsSecrets }) => [
    file.path,
    kind,
    holdsSecrets,
  ]);
  expect(found).toEqual([
    ['.env', 'env', true],
    ['app.env', 'env', false],
    ['key.pem', 'key', true],
    ['account.json', 'key', true],
    ['store.p12', 'key', true],
  ]);
});
