import type { EntityRef, Relation } from './fact.ts';

/** What is true of a host at one moment. */
export interface Facts {
  /** Entities by `refKey`, each with the hash of what is said of it. */
  readonly entities: ReadonlyMap<string, string>;
  /** Relations by `relationKey`. */
  readonly relations: ReadonlySet<string>;
}

/** What makes one set of facts out of another. */
export interface FactsDiff {
  readonly opened: ReadonlyMap<string, string>;
  readonly changed: ReadonlyMap<string, string>;
  readonly closed: ReadonlySet<string>;
  readonly linked: ReadonlySet<string>;
  readonly unlinked: ReadonlySet<string>;
}

/** An entity as one word. */
export function refKey({ kind, key }: EntityRef): string {
  return `${kind}\t${key}`;
}

/** A relation as one word. */
export function relationKey({ from, rel, to }: Relation): string {
  return `${refKey(from)}\n${rel}\n${refKey(to)}`;
}

/** What changed between two moments. */
export function diffFacts(before: Facts, after: Facts): FactsDiff {
  const opened = new Map<string, string>();
  const changed = new Map<string, string>();
  for (const [ref, hash] of after.entities) {
    const known = before.entities.get(ref);
    if (known === undefined) opened.set(ref, hash);
    else if (known !== hash) changed.set(ref, hash);
  }
  return {
    opened,
    changed,
    closed: without(before.entities.keys(), after.entities),
    linked: without(after.relations, before.relations),
    unlinked: without(before.relations, after.relations),
  };
}

/** The facts after a change. */
export function applyDiff(diff: FactsDiff, before: Facts): Facts {
  const entities = new Map(before.entities);
  for (const [ref, hash] of [...diff.opened, ...diff.changed]) entities.set(ref, hash);
  for (const ref of diff.closed) entities.delete(ref);
  const relations = new Set([...before.relations, ...diff.linked]);
  for (const relation of diff.unlinked) relations.delete(relation);
  return { entities, relations };
}

interface Members {
  has(item: string): boolean;
}

function without(items: Iterable<string>, others: Members): ReadonlySet<string> {
  return new Set([...items].filter((item) => !others.has(item)));
}
