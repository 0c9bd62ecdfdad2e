import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { parseDatabaseUrl } from '../../../src/db/database-url.ts';
import { COLUMN_TYPES, toPoolConfig } from '../../../src/db/pool-config.ts';

const LIMITS = { maxConnections: 3, connectTimeoutMs: 1_000, statementTimeoutMs: 5_000 };

function configOf(url: string) {
  return toPoolConfig(parseDatabaseUrl(new Secret(url)), LIMITS);
}

test('every wait has a limit, and the server gives up before we do', () => {
  expect(configOf('postgresql://u:p@h/db')).toMatchObject({
    connectionTimeoutMillis: 1_000,
    statement_timeout: 5_000,
    query_timeout: 7_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    max: 3,
  });
});

test('a pooler is sent no settings that it would refuse', () => {
  const config = configOf('postgresql://u:p@h/db?pgbouncer=true');
  expect(config).not.toHaveProperty('statement_timeout');
  expect(config).not.toHaveProperty('lock_timeout');
  expect(config.query_timeout).toBe(7_000);
});

test('the password shows up in no dump', () => {
  const config = configOf('postgresql://u:canary@h/db');
  expect(inspect(config, { depth: 9, showHidden: true })).not.toContain('canary');
});

test('a certificate that cannot be read is told with its path', () => {
  expect(() =>
    configOf('postgresql://u:p@h/db?sslmode=verify-full&sslrootcert=/nowhere/ca.pem'),
  ).toThrow(expect.objectContaining({ code: 'E_CONFIG', where: '/nowhere/ca.pem' }));
});

test('timestamps without a zone are read as UTC', () => {
  const types: { getTypeParser(oid: number, format: 'text'): unknown } = COLUMN_TYPES;
  const read = types.getTypeParser(1114, 'text') as (text: string) => unknown;
  expect(read('2026-01-31 10:00:00.5')).toEqual(new Date('2026-01-31T10:00:00.500Z'));
  expect(read('infinity')).toBeNull();
});
