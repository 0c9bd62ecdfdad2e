import { expect, test } from '@jest/globals';
import { checkTlsMaterial } from '../../../src/http/tls-material.ts';
import { makeCertificate } from '../../support/certificate.ts';

const pair = makeCertificate();
const cert = Buffer.from(pair.cert);

test('accepts a certificate with its key', () => {
  expect(() => checkTlsMaterial({ cert, key: Buffer.from(pair.key) })).not.toThrow();
});

test('throws when the key belongs to another certificate', () => {
  const key = Buffer.from(makeCertificate().key);
  expect(() => checkTlsMaterial({ cert, key })).toThrow('key values mismatch');
});

test('throws when one of them is no PEM', () => {
  const key = Buffer.from(pair.key);
  expect(() => checkTlsMaterial({ cert: Buffer.from('no PEM'), key })).toThrow('PEM');
  expect(() => checkTlsMaterial({ cert, key: Buffer.from('no PEM') })).toThrow(/PEM|DECODER/);
});
