import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/database.ts';
import type { Collected, Entity, Relation, Snapshot } from '../../src/infra/fact.ts';
import { storeSnapshot, type Stored, type StoreInput } from '../../src/infra/store-snapshot.ts';

export const HOST = 'h1';

/** A thing with a number in its body. */
export function thing(key: string, value = 1, kind = 'thing'): Entity {
  return { kind, key, name: key, body: { value } };
}

/** `from` does `rel` to `to`, by keys of things. */
export function link(from: string, to: string): Relation {
  return { from: { kind: 'thing', key: from }, rel: 'uses', to: { kind: 'thing', key: to } };
}

/** What a collector of tests found. */
export function collected(parts: Partial<Collected> = {}): Collected {
  return {
    ...{ collector: 'one', status: 'ok', observedAt: 0, durationMs: 1, redactions: 0 },
    ...{ entities: [], relations: [], samples: [], warnings: [] },
    ...parts,
  };
}

/** A snapshot at a time. */
export function snapshot(takenAt: number, ...collectors: readonly Partial<Collected>[]): Snapshot {
  const found = collectors.map((parts) => collected({ observedAt: takenAt, ...parts }));
  return { host: HOST, takenAt, collectors: found };
}

/** Stores it in a transaction of its own. */
export async function store(
  database: Database,
  taken: Snapshot,
  options: Partial<StoreInput> = {},
): Promise<Stored> {
  return database.transaction(async (tx) =>
    storeSnapshot(tx, {
      ...{ snapshot: taken, runId: randomUUID(), trigger: 'manual', toolVersion: 'test' },
      ...{ finishedAt: taken.takenAt + 1, maxGone: null },
      ...options,
    }),
  );
}
