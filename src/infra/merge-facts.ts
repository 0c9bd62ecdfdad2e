import { canonicalJson, hashText } from './canonical.ts';
import { refKey, relationKey, type Facts } from './diff-snapshot.ts';
import type { Collected, Entity } from './fact.ts';
import type { Known } from './known-facts.ts';

/** An entity with who found it. */
export interface FoundEntity {
  readonly entity: Entity;
  readonly collector: string;
  readonly hash: string;
}

/** What is true of a host after a run. */
export interface Merged {
  readonly facts: Facts;
  /** What this run found, by `refKey`. */
  readonly entities: ReadonlyMap<string, FoundEntity>;
  /** The collector of each relation that this run found, by `relationKey`. */
  readonly relations: ReadonlyMap<string, string>;
}

/** Where something is not there for so many runs in a row, it is gone and not just away. */
const GONE_AFTER_RUNS = 3;

/**
 * What was known, with what was found. Of a collector that ended well, what it did not find again is
 * gone; of any other everything stays. A relation holds only between things that are there.
 */
export function mergeFacts(known: Known, collectors: readonly Collected[]): Merged {
  const complete = new Set(
    collectors.filter((collected) => saysWhatIsGone(collected, known)).map((one) => one.collector),
  );
  const found = new Map<string, FoundEntity>();
  for (const { collector, entities } of collectors) {
    for (const entity of entities) {
      const ref = refKey(entity);
      if (!found.has(ref)) found.set(ref, { entity, collector, hash: hashEntity(entity) });
    }
  }
  const stays = (key: string): boolean => !complete.has(known.owners.get(key) ?? '');
  const entities = new Map([...known.facts.entities].filter(([ref]) => stays(ref)));
  for (const [ref, { hash }] of found) entities.set(ref, hash);
  const relations = new Map<string, string>();
  for (const { collector, relations: links } of collectors) {
    for (const link of links) {
      const ends = entities.has(refKey(link.from)) && entities.has(refKey(link.to));
      if (ends) relations.set(relationKey(link), collector);
    }
  }
  const kept = [...known.facts.relations].filter((key) => stays(key) && haveEnds(key, entities));
  return {
    facts: { entities, relations: new Set([...kept, ...relations.keys()]) },
    entities: found,
    relations,
  };
}

function saysWhatIsGone({ status, collector }: Collected, { unavailableRuns }: Known): boolean {
  if (status === 'ok') return true;
  if (status !== 'unavailable') return false;
  return (unavailableRuns.get(collector) ?? 0) + 1 >= GONE_AFTER_RUNS;
}

function hashEntity({ body }: Entity): string {
  return hashText(canonicalJson(body));
}

function haveEnds(relation: string, entities: ReadonlyMap<string, string>): boolean {
  const [from = '', , to = ''] = relation.split('\n');
  return entities.has(from) && entities.has(to);
}
