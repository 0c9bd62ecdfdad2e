import { Client } from 'pg';

/** Runs SQL on a connection of its own. */
export async function runSql(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** A connection in the hands of a test: it holds locks, or just stands there. */
export async function openClient(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** A little of everything: keys, users, models, spend; `canary` stands where contents are. */
export async function fillDatabase(url: string, canary = 'canary'): Promise<void> {
  await runSql(
    url,
    `INSERT INTO "LiteLLM_BudgetTable" (budget_id, max_budget, created_by, updated_by)
       SELECT 'budget-' || i, 1.1 * i, '${canary}', 'tests' FROM generate_series(1, 3) i;
     INSERT INTO "LiteLLM_OrganizationTable" (organization_id, organization_alias, budget_id, models, created_by, updated_by)
       VALUES ('org', 'o', 'budget-1', '{a,"b,c",NULL}', 'x', 'y');
     INSERT INTO "LiteLLM_VerificationToken" (token, key_name, models, metadata, budget_id, organization_id)
       SELECT md5('k' || i) || md5('l' || i), '${canary}', ARRAY['gpt', 'a"b', E'tab\\there', ''],
              '{"n": 12345678901234567890.10, "s": "${canary}", "z": 1.10}', 'budget-2', 'org'
         FROM generate_series(1, 20) i;
     INSERT INTO "LiteLLM_JWTKeyMapping" (id, jwt_claim_name, jwt_claim_value, token)
       SELECT 'j' || i, 'sub', 'v' || i, md5('k' || i) || md5('l' || i) FROM generate_series(1, 5) i;
     INSERT INTO "LiteLLM_ProxyModelTable" (model_id, model_name, litellm_params, created_by, updated_by)
       SELECT 'm' || i, 'gpt', '{"api_key": "${canary}"}', 'x', 'y' FROM generate_series(1, 7) i;
     INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime", spend, messages)
       SELECT 'r' || i, 'acompletion', '2026-01-01', '2026-01-01 00:00:01.123', 0.1 * i,
              jsonb_build_object('text', E'line\\nbreak \\u2028 ${canary}')
         FROM generate_series(1, 50) i;
     INSERT INTO "LiteLLM_ModelTable" (aliases, created_by, updated_by) VALUES ('{}', 'x', 'y'), ('{}', 'x', 'y');`,
  );
}

/** One hash a table over all its rows, whatever their order: two databases with the same are the same. */
export async function hashTables(url: string, schema = 'public'): Promise<Record<string, string>> {
  const tables = await runSql(
    url,
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    [schema],
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${String(name)}' AS name, count(*) || ':' ||
              coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS hash
         FROM "${schema}"."${String(name)}" t`,
  );
  const rows = await runSql(url, parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, hash }) => [String(name), String(hash)]));
}

/** Sessions of the program that are still there, and advisory locks that are held. */
export async function findLeaks(url: string): Promise<Record<string, unknown>[]> {
  return runSql(
    url,
    `SELECT 'session' AS kind, application_name AS name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'llmgw%'
      UNION ALL
     SELECT 'lock', mode FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = current_database() AND locktype = 'advisory'`,
  );
}
