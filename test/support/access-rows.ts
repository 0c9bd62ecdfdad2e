import type { Database } from '../../src/db/database.ts';
import type { EntityRecord, KeyRecord } from '../../src/db/queries/find-key.ts';
import { readLimits, type Limits } from '../../src/db/queries/read-limits.ts';
import { NO_SNAPSHOT } from '../../src/db/snapshot.ts';

/** Hash of a key that does not exist. */
export const TOKEN = 'a'.repeat(64);

/** Limits that limit nothing, but for what is given. */
export function limits(given: Partial<Limits> = {}): Limits {
  return { ...readLimits({}, ''), ...given };
}

/** A team, user… that may do everything, but for what is given. */
export function entity(given: Partial<EntityRecord> = {}): EntityRecord {
  return {
    id: 'e1',
    alias: null,
    blocked: false,
    models: [],
    groupModels: [],
    spend: 0,
    limits: limits(),
    metadata: {},
    aliases: {},
    ...given,
  };
}

/** A key that may do everything, but for what is given. */
export function keyRecord(given: Partial<KeyRecord> = {}): KeyRecord {
  return {
    ...entity({ id: TOKEN }),
    expiresAtMs: null,
    revokedAtMs: null,
    allowedRoutes: [],
    userId: null,
    teamId: null,
    organizationId: null,
    projectId: null,
    agentId: null,
    team: null,
    member: null,
    user: null,
    organization: null,
    project: null,
    budgetIds: [],
    snapshot: NO_SNAPSHOT,
    ...given,
  };
}

/** What tables cannot do without, beside the key columns. */
const REQUIRED: Readonly<Record<string, Record<string, unknown>>> = {
  OrganizationTable: { organization_alias: '', created_by: '', updated_by: '' },
  ProjectTable: { created_by: '', updated_by: '' },
  BudgetTable: { created_by: '', updated_by: '' },
  ModelTable: { created_by: '', updated_by: '' },
};

/** Writes a row into one of LiteLLM's tables; objects go in as JSON, texts as they are. */
export async function insertRow(db: Database, table: string, row: Row): Promise<void> {
  const full = { ...REQUIRED[table], ...row };
  const names = Object.keys(full);
  await db.query({
    name: 'insert',
    text: `INSERT INTO "LiteLLM_${table}" (${names.map((name) => `"${name}"`).join(', ')})
           VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    values: Object.values(full),
  });
}

export type Row = Readonly<Record<string, unknown>>;

/** One row a table. */
export type Rows = Readonly<Record<string, Row>>;

/** Foreign keys want budgets first and keys last. */
const ORDER = ['BudgetTable', 'OrganizationTable', 'TeamTable', 'UserTable', 'ProjectTable'];

/** Writes a row into each of the tables. A key is always there, and is what `VerificationToken` says. */
export async function insertRows(db: Database, rows: Rows): Promise<void> {
  const all: Rows = { ...rows, VerificationToken: { token: TOKEN, ...rows['VerificationToken'] } };
  const tables = Object.keys(all).sort((a, b) => rank(a) - rank(b));
  for (const table of tables) await insertRow(db, table, all[table] ?? {});
}

function rank(table: string): number {
  const at = ORDER.indexOf(table);
  if (at !== -1) return at;
  return table === 'VerificationToken' ? 99 : 50;
}

/** Runs a statement of a test's own. */
export async function run(db: Database, text: string, values: unknown[] = []): Promise<void> {
  await db.query({ name: 'test', text, values });
}
