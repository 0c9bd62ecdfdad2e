import type { Queryable } from '../database.ts';

/**
 * What the database says it is for: `environment` of `llmgw.meta`, such as `production` or `test`. Null
 * when it says nothing, or this role may not read it.
 */
export async function readMarker(db: Queryable): Promise<string | null> {
  const { rows } = await db.query<{ readonly readable: boolean }>({
    name: 'find-marker',
    text: `SELECT coalesce(has_schema_privilege(n.oid, 'USAGE')
                    AND has_table_privilege(c.oid, 'SELECT'), false) AS readable
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'llmgw' AND c.relname = 'meta' AND c.relkind = 'r'`,
  });
  if (rows[0]?.readable !== true) return null;
  const marker = await db.query<{ readonly value: string }>({
    name: 'read-marker',
    text: `SELECT value FROM llmgw.meta WHERE key = 'environment'`,
  });
  return marker.rows[0]?.value ?? null;
}
