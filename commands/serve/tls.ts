import { readFileSync } from 'node:fs';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { checkTlsMaterial, type TlsMaterial } from '../../src/http/tls-material.ts';
import type { ServeOptions } from './serve-options.ts';

/** Certificate and key, checked to belong together; null when the gateway speaks plain HTTP. */
export function readTls({ tlsCert, tlsKey }: ServeOptions): TlsMaterial | null {
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null || tlsKey === null) {
    throw new LlmgwError('E_TLS', 'TLS needs both a certificate and a key', {
      where: tlsCert === null ? '--tls-cert' : '--tls-key',
      hint: 'give --tls-cert FILE and --tls-key FILE together',
    });
  }
  const material = { cert: read(tlsCert, '--tls-cert'), key: read(tlsKey, '--tls-key') };
  try {
    checkTlsMaterial(material);
  } catch (cause) {
    throw new LlmgwError('E_TLS', `the certificate and key cannot be used: ${messageOf(cause)}`, {
      where: tlsCert,
      hint: 'both must be PEM, and the key must be the one the certificate was made for',
      cause,
    });
  }
  return material;
}

function read(file: string, flag: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new LlmgwError('E_TLS', `cannot read ${file}: ${messageOf(cause)}`, {
      where: flag,
      hint: 'check the path and its permissions',
      cause,
    });
  }
}
