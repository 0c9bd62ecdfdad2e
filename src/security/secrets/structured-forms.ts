import type { KeyFormDraft } from './key-form.ts';
import { run, writingOf, type Writing } from './key-shape.ts';

/** Bodies of keys also stand in quoted, escaped and commented lines. */
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z\d]{1,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[\w+/=\\\s":,.()'#>|*-]{64,20000}?-----END [A-Z\d ]{0,22}PRIVATE KEY(?: BLOCK)?-----/y;
const DATABASE_URL =
  /(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkeys?|amqps?|clickhouse|mssql)(?:\+[a-z\d]{1,16})?:\/\/[^\s:@/"'`<>]{0,128}:(?<secret>[^\s@/"'`<>]{1,256})@[^\s"'`<>,;)\]}]{1,512}/y;
const URL_WITH_USER =
  /(?:https?|wss?|s?ftps?):\/\/[^\s:@/?#"'`<>]{1,128}:(?<secret>[^\s@/?#"'`<>]{1,256})@[^\s"'`<>,;)\]}]{1,512}/y;
const JWT = /eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{0,2000}(?![\w-])/y;

const body = writingOf([run('alnum', 64)]).make;
const password = writingOf([run('alnum', 24)]).make;

const pem: Writing = {
  anchors: ['-----BEGIN '],
  lead: 0,
  pattern: PRIVATE_KEY,
  make: (random) =>
    ['-----BEGIN PRIVATE KEY-----', body(random), body(random), '-----END PRIVATE KEY-----'].join(
      '\\n',
    ),
};

/** What is told by its structure rather than by a prefix. */
export const structuredForms: readonly KeyFormDraft[] = [
  {
    id: 'gcp-service-account',
    issuer: 'Google Cloud',
    label: 'service account key',
    family: 'private-key',
    provider: 'vertex_ai',
    writing: pem,
    context: /auth_provider_x509_cert_url/,
    revoke: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
  },
  {
    id: 'private-key',
    issuer: 'nobody in particular',
    label: 'private key',
    family: 'private-key',
    writing: pem,
  },
  {
    id: 'jwt',
    issuer: 'nobody in particular',
    label: 'JSON web token',
    family: 'jwt',
    writing: { anchors: ['eyJ'], lead: 0, pattern: JWT, make: makeToken },
    confidence: 'medium',
  },
  {
    id: 'database-url',
    issuer: 'a database',
    label: 'database URL with a password',
    family: 'database-url',
    variable: 'DATABASE_URL',
    writing: {
      anchors: [
        'postgres',
        'mysql',
        'mariadb',
        'mongodb',
        'redis',
        'valkey',
        'amqp',
        'clickhouse',
        'mssql',
      ],
      lead: 0,
      pattern: DATABASE_URL,
      make: (random) => `postgresql://gateway:${password(random)}@db.example.com:5432/gateway`,
    },
    minEntropy: 0,
    strength: 'weak',
  },
  {
    id: 'url-with-user',
    issuer: 'a web service',
    label: 'URL with a password',
    family: 'url',
    writing: {
      anchors: ['http://', 'https://', 'ws://', 'wss://', 'ftp://', 'ftps://', 'sftp://'],
      lead: 0,
      pattern: URL_WITH_USER,
      make: (random) => `https://gateway:${password(random)}@proxy.example.com`,
    },
    minEntropy: 0,
    strength: 'weak',
  },
];

function makeToken(random: () => number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({ alg: 'HS256', typ: 'JWT' });
  return `${header}.${part({ sub: password(random) })}.${password(random)}`;
}
