import { readCatalog, type Catalog } from './catalog.ts';
import type { Database } from './database.ts';
import { createTables } from './litellm/create-tables.ts';
import { LITELLM_TABLES } from './litellm/tables.ts';

/** Tables of LiteLLM that we read or write, by their names without the prefix. */
const USED = new Set(
  [
    ...['VerificationToken', 'DeletedVerificationToken', 'DeprecatedVerificationToken'],
    ...['UserTable', 'TeamTable', 'TeamMembership', 'DeletedTeamTable', 'ProjectTable'],
    ...['OrganizationTable', 'OrganizationMembership', 'EndUserTable', 'ModelTable'],
    ...['ObjectPermissionTable', 'AccessGroupTable', 'BudgetTable', 'TagTable'],
    ...['ProxyModelTable', 'CredentialsTable', 'Config', 'AuditLog', 'SpendLogs'],
    ...['DailyUserSpend', 'DailyTeamSpend', 'DailyTagSpend', 'DailyOrganizationSpend'],
    ...['DailyEndUserSpend', 'DailyAgentSpend', 'AgentsTable'],
    ...['MCPServerTable', 'SkillsTable'],
  ].map((name) => `LiteLLM_${name}`),
);

/** How a database was found. */
export interface PreparedTables {
  readonly catalog: Catalog;
  /**
   * `litellm`: LiteLLM's tables were there. `created`: it was empty, and we made those that we use.
   * `foreign`: it holds tables of others and none of LiteLLM's; nothing was made.
   */
  readonly found: 'litellm' | 'created' | 'foreign';
}

/**
 * Uses LiteLLM's tables as they are; on an empty database makes those that we use, with LiteLLM's
 * names and columns. Any number of programs may do so at once.
 */
export async function prepareTables(
  database: Database,
  schema = 'public',
): Promise<PreparedTables> {
  const before = await readCatalog(database, schema);
  const known = judge(before);
  if (known !== 'empty') return { catalog: before, found: known };
  const created = await database.transaction(async (tx) => {
    await tx.query({
      name: 'lock-tables',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: ['llmgw.tables'],
    });
    if (judge(await readCatalog(tx, schema)) !== 'empty') return false;
    await createTables(
      tx,
      LITELLM_TABLES.filter(({ name }) => USED.has(name)),
      schema,
    );
    return true;
  });
  return { catalog: await readCatalog(database, schema), found: created ? 'created' : 'litellm' };
}

function judge({ tables }: Catalog): 'litellm' | 'foreign' | 'empty' {
  if (tables.length === 0) return 'empty';
  return tables.some((name) => name.startsWith('LiteLLM_')) ? 'litellm' : 'foreign';
}
