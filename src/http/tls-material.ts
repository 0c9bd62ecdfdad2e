import { createSecureContext } from 'node:tls';

/** Certificate chain and private key in PEM. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Throws Node's error when certificate and key are unreadable or do not belong together. */
export function checkTlsMaterial(material: TlsMaterial): void {
  createSecureContext({ cert: material.cert, key: material.key });
}
