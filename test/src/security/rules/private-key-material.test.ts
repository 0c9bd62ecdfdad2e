import { expect, test } from '@jest/globals';
import { privateKeyMaterial } from '../../../../src/security/rules/private-key-material.ts';
import { describeRule, findingsOf, projectOf } from '../../../support/rule-cases.ts';

const KEY_FILE = { 'tls/server.pem': '{{private-key}}\n' };

describeRule(privateKeyMaterial, {
  fires: [
    {
      title: 'a key file in version control',
      files: KEY_FILE,
      project: { isGit: true, facts: { 'tls/server.pem': { origin: 'tracked' } } },
      at: ['tls/server.pem:1:1'],
      without: ['{{private-key}}', '-----BEGIN CERTIFICATE-----'],
      severity: 'critical',
    },
    {
      title: 'in code',
      files: {
        'sign.py':
          'KEY = """{{private-key}}"""\nprint(sign(KEY, "a long message that is no part of the key at all"))\n',
      },
      at: ['sign.py:1:10'],
      without: ['{{private-key}}', '-----BEGIN PUBLIC KEY-----'],
    },
  ],
  silent: [
    { title: 'a key file that is not in version control', files: KEY_FILE },
    {
      title: 'only the first line of one',
      files: { 'check.sh': 'grep -q "-----BEGIN PRIVATE KEY-----" key.pem\n' },
    },
    {
      title: 'a key store that git does not know',
      files: { 'a.txt': '' },
      project: { unread: [{ path: 'a.p12', mode: null, origin: 'loose', reason: 'binary' }] },
    },
  ],
});

test('a key store in version control is told without being read', () => {
  const store = { path: 'client.p12', mode: null, origin: 'tracked', reason: 'binary' } as const;
  const project = projectOf({}, { isGit: true, unread: [store] });
  expect(findingsOf(privateKeyMaterial, project)).toMatchObject([
    { position: { file: 'client.p12' }, severity: 'critical' },
  ]);
});
