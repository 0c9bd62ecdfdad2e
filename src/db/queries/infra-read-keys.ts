import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import { numberAt, textAt, textsAt, timeAt, type RawRow } from '../read-columns.ts';

/** A virtual key as operators know it: never the key, never its hash. */
export interface KeyFacts {
  /** The first sixteen digits of the hash: as the log of requests names it. */
  readonly hashPrefix: string;
  readonly alias: string | null;
  readonly teamId: string | null;
  readonly userId: string | null;
  readonly models: readonly string[];
  readonly maxBudget: number | null;
  readonly tpmLimit: number | null;
  readonly rpmLimit: number | null;
  readonly blocked: boolean;
  /** Epoch milliseconds; null: never. */
  readonly expiresAtMs: number | null;
  /** US dollars. */
  readonly spend: number;
}

const TABLE = 'LiteLLM_VerificationToken';
const COLUMNS = [
  ...['key_alias', 'team_id', 'user_id', 'models', 'max_budget', 'tpm_limit', 'rpm_limit'],
  ...['blocked', 'expires', 'spend'],
];

/** Reads at most `limit` keys, in the order of their hashes; none where there is no such table. */
export async function readKeyFacts(
  db: Queryable,
  catalog: Catalog,
  limit: number,
): Promise<readonly KeyFacts[]> {
  if (!catalog.has(TABLE, 'token')) return [];
  const columns = COLUMNS.filter((name) => catalog.has(TABLE, name)).map(quoteName);
  const { rows } = await db.query<RawRow>({
    name: 'infra-read-keys',
    text: `SELECT left(token, 16) AS hash_prefix, ${columns.join(', ')}
             FROM ${quoteTable(catalog.schema, TABLE)} ORDER BY token LIMIT $1`,
    values: [limit],
  });
  return rows.map(readKey);
}

function readKey(row: RawRow): KeyFacts {
  return {
    hashPrefix: textAt(row, 'hash_prefix') ?? '',
    alias: textAt(row, 'key_alias'),
    teamId: textAt(row, 'team_id'),
    userId: textAt(row, 'user_id'),
    models: textsAt(row, 'models'),
    maxBudget: numberAt(row, 'max_budget'),
    tpmLimit: numberAt(row, 'tpm_limit'),
    rpmLimit: numberAt(row, 'rpm_limit'),
    blocked: row['blocked'] === true,
    expiresAtMs: timeAt(row, 'expires'),
    spend: numberAt(row, 'spend') ?? 0,
  };
}
