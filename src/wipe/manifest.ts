import type { Queryable } from '../db/database.ts';
import { TABLE_GROUPS } from '../db/litellm/tables.ts';
import {
  readLinks,
  readRelations,
  readSizes,
  readTriggers,
  type Link,
  type Relation,
} from '../db/queries/wipe-read-relations.ts';
import { countTargets, type CountLimits } from './count-targets.ts';
import { childrenFirst } from './order-tables.ts';
import { isMeant, LITELLM_VIEWS, MIGRATIONS_TABLE } from './scope.ts';
import type { Hindrance, Kept, Manifest, Target, WipeRequest } from './types.ts';

/** Where to look, and how long to count. */
export interface ManifestQuestion extends CountLimits {
  readonly schema: string;
  readonly request: WipeRequest;
}

/** Reads what a wipe would meet, in a transaction of the caller's. */
export async function readManifest(tx: Queryable, question: ManifestQuestion): Promise<Manifest> {
  const { schema, request } = question;
  const relations = await readRelations(tx);
  const links = await readLinks(tx);
  const sorted = sortOut(relations, schema, request);
  const oids = sorted.tables.map(({ oid }) => oid);
  const targets = await readTargets(tx, sorted.tables, relations, question);
  return {
    schema,
    targets,
    views: sorted.views.map(({ name }) => name),
    kept: sorted.kept.map(toKept),
    otherSchemas: [...new Set(relations.map((one) => one.schema))].filter(
      (name) => name !== schema,
    ),
    hindrances: findHindrances(relations, links, sorted, request.scope === 'all'),
    triggers: await readTriggers(tx, oids),
    childrenFirst: orderTargets(targets, relations, links),
  };
}

interface SortedOut {
  readonly tables: readonly Relation[];
  readonly views: readonly Relation[];
  readonly kept: readonly Relation[];
}

function sortOut(relations: readonly Relation[], schema: string, request: WipeRequest): SortedOut {
  const here = relations.filter((one) => one.schema === schema && one.rootOid === null);
  const tables = here.filter(({ kind, name }) => isTable(kind) && isMeant(name, request));
  const views = here.filter(
    ({ kind, name }) => kind === 'v' && request.scope === 'all' && LITELLM_VIEWS.has(name),
  );
  const kept = here.filter((one) => isTable(one.kind) && !tables.includes(one));
  return { tables, views, kept };
}

function isTable(kind: string): boolean {
  return kind === 'r' || kind === 'p';
}

async function readTargets(
  tx: Queryable,
  tables: readonly Relation[],
  relations: readonly Relation[],
  question: ManifestQuestion,
): Promise<readonly Target[]> {
  const sizes = await readSizes(
    tx,
    tables.map(({ oid }) => oid),
  );
  const leaves = (root: number): Relation[] =>
    relations.filter(({ rootOid, kind }) => rootOid === root && kind !== 'p');
  const bare = tables.map(({ oid, name, estimate }) => ({
    oid,
    name,
    estimate: [estimate, ...leaves(oid).map((leaf) => leaf.estimate)].reduce(
      (sum, rows) => sum + Math.max(0, rows),
      0,
    ),
    bytes: sizes.get(oid) ?? 0,
    partitions: leaves(oid).map(({ schema, name: leaf }) => ({ schema, name: leaf })),
  }));
  const counts = await countTargets(tx, bare, question);
  return bare.map(({ oid, name, bytes, partitions }, at) => ({
    ...{ oid, name, bytes, partitions },
    rows: counts[at]?.rows ?? 0,
    estimated: counts[at]?.estimated ?? false,
  }));
}

function toKept({ name, estimate }: Relation): Kept {
  if (name === MIGRATIONS_TABLE) return { name, origin: 'migrations', estimate };
  return { name, origin: TABLE_GROUPS.has(name) ? 'known' : 'foreign', estimate };
}

/** Foreign keys and heirs always stand in the way; views only when tables go. */
function findHindrances(
  relations: readonly Relation[],
  links: readonly Link[],
  { tables, views }: SortedOut,
  dropsTables: boolean,
): readonly Hindrance[] {
  const byOid = new Map(relations.map((one) => [one.oid, one]));
  const rootOf = (oid: number): number => byOid.get(oid)?.rootOid ?? oid;
  const meant = new Set([...tables, ...views].map(({ oid }) => oid));
  return links
    .filter(({ by, on }) => meant.has(rootOf(on)) && !meant.has(rootOf(by)))
    .filter(({ kind }) => kind !== 'view' || dropsTables)
    .flatMap(({ kind, by, on, name }) => {
      const [hanging, holder] = [byOid.get(by), byOid.get(on)];
      if (hanging === undefined || holder === undefined) return [];
      return [{ kind, by: `${hanging.schema}.${hanging.name}`, on: holder.name, name }];
    });
}

function orderTargets(
  targets: readonly Target[],
  relations: readonly Relation[],
  links: readonly Link[],
): readonly string[] {
  const names = new Map(relations.map(({ oid, name }) => [oid, name]));
  const roots = new Map(relations.map(({ oid, rootOid }) => [oid, rootOid ?? oid]));
  const nameOf = (oid: number): string => names.get(roots.get(oid) ?? oid) ?? '';
  const references = links
    .filter(({ kind }) => kind === 'foreign-key')
    .map(({ by, on }) => ({ by: nameOf(by), on: nameOf(on) }));
  return childrenFirst(
    targets.map(({ name }) => name),
    references,
  );
}
