import type { Queryable } from '../db/database.ts';
import {
  readCurrentEntities,
  readCurrentRelations,
  readFreshness,
  readLatestChange,
} from '../db/queries/infra-read-current.ts';
import { refKey, type Facts } from './diff-snapshot.ts';

/** What the store knows of a host. */
export interface Known {
  readonly facts: Facts;
  /** Ids by `refKey`, also of what is gone. */
  readonly ids: Map<string, number>;
  /** The collector that owns an entity or a relation, by `refKey` or `relationKey`. */
  readonly owners: ReadonlyMap<string, string>;
  /** How often in a row what a collector looks at was not there. */
  readonly unavailableRuns: ReadonlyMap<string, number>;
  /** Epoch milliseconds of the newest change; 0: none yet. */
  readonly latestMs: number;
}

/** Reads what is known of a host. */
export async function readKnown(db: Queryable, host: string): Promise<Known> {
  const entities = await readCurrentEntities(db, host);
  const relations = await readCurrentRelations(db, host);
  const freshness = await readFreshness(db, host);
  const refs = new Map(entities.map((entity) => [entity.id, refKey(entity)]));
  const open = entities.flatMap(({ hash, ...entity }): [string, string][] =>
    hash === null ? [] : [[refKey(entity), hash]],
  );
  const linked = relations.map(({ fromId, rel, toId, collector }): [string, string] => [
    `${refs.get(fromId) ?? ''}\n${rel}\n${refs.get(toId) ?? ''}`,
    collector,
  ]);
  const owned = entities.map((entity): [string, string] => [refKey(entity), entity.collector]);
  return {
    facts: { entities: new Map(open), relations: new Set(linked.map(([key]) => key)) },
    ids: new Map(entities.map((entity) => [refKey(entity), entity.id])),
    owners: new Map([...owned, ...linked]),
    unavailableRuns: new Map(freshness.map((row) => [row.collector, row.unavailableRuns])),
    latestMs: await readLatestChange(db, host),
  };
}

/** Of a host that was never looked at. */
export const NOTHING_KNOWN: Known = {
  facts: { entities: new Map(), relations: new Set() },
  ids: new Map(),
  owners: new Map(),
  unavailableRuns: new Map(),
  latestMs: 0,
};
