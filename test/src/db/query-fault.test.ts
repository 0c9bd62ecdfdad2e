import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import {
  endsConnection,
  isServerError,
  QueryFault,
  refusesConnection,
} from '../../../src/db/query-fault.ts';

function serverError(code: string, more: object = {}): Error {
  return Object.assign(new Error('Failing row contains (canary)'), {
    code,
    severity: 'ERROR',
    detail: 'Key (token)=(canary) already exists.',
    where: 'canary',
    ...more,
  });
}

test.each([
  ['55P03', 'lock'],
  ['57014', 'timeout'],
  ['23505', 'conflict'],
  ['42501', 'denied'],
  ['42P01', 'missing'],
  ['25006', 'read-only'],
  ['53100', 'full'],
  ['XX000', 'other'],
])('%s is told as %s', (code, kind) => {
  expect(new QueryFault('find-key', serverError(code))).toMatchObject({ kind, sqlstate: code });
});

test('names places and nothing of what the rows hold', () => {
  const thrown = serverError('23505', { table: 'LiteLLM_Config', constraint: 'c_pkey' });
  const fault = new QueryFault('insert-config', thrown);
  expect(fault.message).toBe(
    'insert-config: a row with this key exists already (LiteLLM_Config, c_pkey), SQLSTATE 23505',
  );
  expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain('canary');
});

test('tells the server from the connection', () => {
  expect(isServerError(serverError('23505'))).toBe(true);
  expect(isServerError(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(false);
  expect(isServerError(new Error('timeout'))).toBe(false);
});

test('knows the errors after which a connection is of no use', () => {
  expect(refusesConnection(serverError('57P01'))).toBe(true);
  expect(refusesConnection(serverError('28P01'))).toBe(true);
  expect(refusesConnection(serverError('23505'))).toBe(false);
  expect(endsConnection('25P03')).toBe(true);
  expect(endsConnection('23505')).toBe(false);
});
