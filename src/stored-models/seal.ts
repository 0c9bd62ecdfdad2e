import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import { findRows, readJson } from '../db/queries/manage-rows.ts';
import { openLeaves } from './open-leaves.ts';
import type { BoxFormat, SecretBox } from './secret-box.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Every version of LiteLLM reads it. */
const OLDEST: BoxFormat = 'nacl';
const SAMPLE = 20;
const SOURCES = [
  { table: 'LiteLLM_ProxyModelTable', column: 'litellm_params', key: 'model_id' },
  { table: 'LiteLLM_CredentialsTable', column: 'credential_values', key: 'credential_id' },
] as const;

/**
 * The format in which this database is written: that of the values written last, models before
 * credentials. Where there are none, `nacl`.
 */
export async function detectFormat(
  db: Queryable,
  catalog: Catalog,
  box: SecretBox,
): Promise<BoxFormat> {
  for (const { table, column, key } of SOURCES) {
    if (!catalog.has(table)) continue;
    const rows = await findRows(
      db,
      { catalog, table },
      {
        order: [{ column: 'updated_at', descending: true }, { column: key }],
        limit: SAMPLE,
      },
    );
    for (const row of rows) {
      const place = { table, column, row: String(row[key]) };
      const [format] = openLeaves(readJson(row[column]), box, place).formats;
      if (format !== undefined) return format;
    }
  }
  return OLDEST;
}

/**
 * Encrypts the texts of a document as LiteLLM does: those of the top level, and where the format is
 * `v3`, which only versions write that read nested ones, all of them.
 */
export function sealModel(params: Plain, box: SecretBox, format: BoxFormat): Plain {
  const nested = (value: unknown): unknown => (format === 'v3' ? seal(value, box, format) : value);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? box.seal(value, format) : nested(value),
    ]),
  );
}

function seal(value: unknown, box: SecretBox, format: BoxFormat): unknown {
  if (typeof value === 'string') return box.seal(value, format);
  if (Array.isArray(value)) return value.map((item) => seal(item, box, format));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, seal(item, box, format)]),
  );
}
