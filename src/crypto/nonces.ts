import { randomFillSync } from 'node:crypto';

/** Gives so many random bytes that nobody else gets. */
export type NonceSource = (bytes: number) => Buffer;

const POOL_BYTES = 24 * 1024;

let pool = Buffer.alloc(0);
let used = 0;

/**
 * A nonce from a pool: several times cheaper than asking the system each time. A pool is never
 * filled again, so a nonce that was handed out stays as it is.
 */
export function freshNonce(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(POOL_BYTES, bytes)));
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}
