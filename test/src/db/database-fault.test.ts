import { expect, test } from '@jest/globals';
import { ServiceFault } from '../../../src/core/service-fault.ts';
import {
  databaseTimeout,
  explainDatabaseError,
  isTlsUnsupported,
} from '../../../src/db/database-fault.ts';

function errorWith(code: string, message = 'canary'): Error {
  return Object.assign(new Error(message), { code });
}

test.each([
  ['28P01', 'auth'],
  ['28000', 'auth'],
  ['42501', 'auth'],
  ['3D000', 'refused'],
  ['53300', 'refused'],
  ['57P03', 'refused'],
  ['57014', 'timeout'],
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['XX000', 'protocol'],
])('explains code %s as %s, without the text of the server', (code, kind) => {
  const fault = explainDatabaseError('h:1/d', errorWith(code));
  expect(fault).toMatchObject({ kind, service: 'postgresql', where: 'h:1/d' });
  expect(fault.hint).not.toBe('');
  expect(fault.message).not.toMatch(/canary/);
});

test.each([
  ['timeout expired', 'timeout'],
  ['Query read timeout', 'timeout'],
  ['Connection terminated due to connection timeout', 'timeout'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'auth'],
  ['There was an error establishing an SSL connection', 'tls'],
  ['Connection terminated unexpectedly', 'protocol'],
])('explains the driver’s %j as %s', (message, kind) => {
  expect(explainDatabaseError('h:1/d', new Error(message)).kind).toBe(kind);
});

test('leaves a fault as it is', () => {
  const fault = databaseTimeout('h:1/d', 50);
  expect(fault).toBeInstanceOf(ServiceFault);
  expect(fault.message).toBe('h:1/d: no answer within 50 ms');
  expect(explainDatabaseError('other', fault)).toBe(fault);
});

test('knows a server without TLS', () => {
  expect(isTlsUnsupported(new Error('The server does not support SSL connections'))).toBe(true);
  expect(isTlsUnsupported(new Error('timeout expired'))).toBe(false);
});
