import type { Queryable } from '../database.ts';

/** Where replicas listen for what they must forget. */
export const CACHE_CHANNEL = 'llmgw_cache';

/** PostgreSQL takes less than 8,000 bytes. */
const MOST_BYTES = 7_000;

/**
 * Tells every replica that what is cached of these is wrong; sent when the transaction commits. The
 * payload is `{"kind":…,"id":…}`, or `{}` for everything.
 */
export async function notifyCaches(
  tx: Queryable,
  entities: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> {
  for (const { kind, id } of entities) {
    const exact = JSON.stringify({ kind, id });
    const payload = Buffer.byteLength(exact) > MOST_BYTES ? '{}' : exact;
    await tx.query({
      name: 'manage-notify-caches',
      text: 'SELECT pg_notify($1, $2)',
      values: [CACHE_CHANNEL, payload],
    });
  }
}
