import type { Queryable } from '../database.ts';

/** A thing that is or was, as the store has it. Times in epoch milliseconds. */
export interface FactRow {
  readonly id: number;
  readonly kind: string;
  readonly host: string;
  readonly key: string;
  readonly name: string;
  readonly collector: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly firstSeenMs: number;
  /** Since when it has been just so. */
  readonly sinceMs: number;
  /** When it was last seen to be so; null: of a moment in the past. */
  readonly lastSeenMs: number | null;
  /** How the collector ended the last time. */
  readonly lastStatus: string | null;
}

/** A condition on a column (`kind`, `host`, `key`, `name`, `collector`) or on a field of the body. */
export interface FactCondition {
  /** `['name']`, or the path of a field: `['limits', 'rpm']`. */
  readonly path: readonly string[];
  readonly op: '=' | '!=' | '~' | '!~' | '>' | '>=' | '<' | '<=' | 'exists' | 'in';
  readonly values: readonly string[];
}

/** Which facts. */
export interface FactFilter {
  /** Empty: any. */
  readonly kinds: readonly string[];
  readonly host: string | null;
  readonly where: readonly FactCondition[];
  /** Null: no matter. */
  readonly ids: readonly number[] | null;
  /** A moment; null: now. */
  readonly at: Date | null;
  readonly limit: number;
}

const COLUMNS = new Set(['kind', 'host', 'key', 'name', 'collector']);
const EPOCH = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Facts in the order of kind, host and key; one more than `limit` when there are more. */
export async function readFacts(db: Queryable, filter: FactFilter): Promise<readonly FactRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const { rows } = await db.query<FactRow>({
    name: 'infra-read-facts',
    text: `
      SELECT f.id, f.kind, f.host, f.key, f.name, f.collector, f.body,
             ${EPOCH('f.first_seen')} AS "firstSeenMs",
             ${filter.at === null ? nowColumns() : thenColumns()}
        FROM ${filter.at === null ? 'llmgw.infra_facts' : 'llmgw.infra_history'} f
       WHERE ${conditionsOf(filter, bind).join(' AND ')}
       ORDER BY f.kind, f.host, f.key
       LIMIT ${bind(filter.limit + 1)}`,
    values,
  });
  return rows;
}

function nowColumns(): string {
  return `${EPOCH('f.since')} AS "sinceMs", ${EPOCH('f.last_seen')} AS "lastSeenMs",
          f.last_status AS "lastStatus"`;
}

function thenColumns(): string {
  return `${EPOCH('f.valid_from')} AS "sinceMs", NULL AS "lastSeenMs", NULL AS "lastStatus"`;
}

type Bind = (value: unknown) => string;

function conditionsOf({ kinds, host, where, ids, at }: FactFilter, bind: Bind): readonly string[] {
  const moment = at === null ? null : bind(at);
  return [
    'true',
    ...(kinds.length === 0 ? [] : [`f.kind = ANY(${bind([...kinds])}::text[])`]),
    ...(host === null ? [] : [`f.host = ${bind(host)}`]),
    ...(ids === null ? [] : [`f.id = ANY(${bind([...ids])}::bigint[])`]),
    ...(moment === null
      ? []
      : [`f.valid_from <= ${moment} AND (f.valid_to IS NULL OR f.valid_to > ${moment})`]),
    ...where.map((condition) => conditionOf(condition, bind)),
  ];
}

function conditionOf(
  { path, op, values: [value = '', ...more] }: FactCondition,
  bind: Bind,
): string {
  const [first = ''] = path;
  const isColumn = path.length === 1 && COLUMNS.has(first);
  const place = isColumn ? null : bind([...path]);
  const text = place === null ? `f.${first}` : `(f.body #>> ${place}::text[])`;
  if (op === 'exists') return `${text} IS NOT NULL`;
  if (op === 'in') return `${text} = ANY(${bind([value, ...more])}::text[])`;
  if (op === '=') return `${text} = ${bind(value)}`;
  if (op === '!=') return `${text} IS DISTINCT FROM ${bind(value)}`;
  // Not LIKE: its wildcards would have to be escaped in what people write.
  if (op === '~') return `strpos(lower(${text}), lower(${bind(value)})) > 0`;
  if (op === '!~') return `coalesce(strpos(lower(${text}), lower(${bind(value)})), 0) = 0`;
  // Text that is no number compares to nothing, and must not end the query.
  return `CASE WHEN ${text} ~ '^-?[0-9]+([.][0-9]+)?$' THEN ${text}::numeric ${op} ${bind(value)}::numeric
               ELSE false END`;
}

/** A relation of a fact, seen from it. */
export interface LinkRow {
  readonly id: number;
  /** True: the fact does it. False: it is done to the fact. */
  readonly outgoing: boolean;
  readonly rel: string;
  readonly kind: string;
  readonly key: string;
  readonly name: string;
}

/** The relations of facts, now or at a moment. */
export async function readLinks(
  db: Queryable,
  ids: readonly number[],
  at: Date | null,
): Promise<readonly LinkRow[]> {
  const moment = at === null ? `valid_to = 'infinity'` : 'valid_from <= $2 AND valid_to > $2';
  const { rows } = await db.query<LinkRow>({
    name: 'infra-read-links',
    text: `
      SELECT r.from_id AS id, true AS outgoing, r.rel, e.kind, e.key, e.name
        FROM llmgw.infra_relations r JOIN llmgw.infra_entities e ON e.id = r.to_id
       WHERE r.from_id = ANY($1::bigint[]) AND ${moment}
       UNION ALL
      SELECT r.to_id, false, r.rel, e.kind, e.key, e.name
        FROM llmgw.infra_relations r JOIN llmgw.infra_entities e ON e.id = r.from_id
       WHERE r.to_id = ANY($1::bigint[]) AND ${moment}
       ORDER BY 1, 2, 3, 4, 5 LIMIT 1000`,
    values: at === null ? [[...ids]] : [[...ids], at],
  });
  return rows;
}

/** The last value of a number that changes by itself. */
export interface SampleRow {
  readonly id: number;
  readonly name: string;
  readonly value: number;
}

/** The last values of facts. */
export async function readSamples(
  db: Queryable,
  ids: readonly number[],
): Promise<readonly SampleRow[]> {
  const { rows } = await db.query<SampleRow>({
    name: 'infra-read-samples',
    text: `SELECT entity_id AS id, name, value FROM llmgw.infra_samples
            WHERE entity_id = ANY($1::bigint[]) ORDER BY 1, 2`,
    values: [[...ids]],
  });
  return rows;
}

/** What kinds there are now, and the fields of their bodies. */
export async function readFields(
  db: Queryable,
  kinds: readonly string[],
): Promise<readonly { readonly kind: string; readonly field: string }[]> {
  const { rows } = await db.query<{ kind: string; field: string }>({
    name: 'infra-read-fields',
    text: `
      SELECT DISTINCT f.kind, k AS field
        FROM llmgw.infra_facts f, LATERAL jsonb_object_keys(f.body) k
       WHERE $1::text[] = '{}' OR f.kind = ANY($1::text[])
       ORDER BY 1, 2 LIMIT 1000`,
    values: [[...kinds]],
  });
  return rows;
}
