import { LlmgwError } from '../core/errors.ts';
import { suggest } from '../core/suggest.ts';
import type { TableGroup } from '../db/litellm/table.ts';
import { TABLE_GROUPS } from '../db/litellm/tables.ts';
import type { Scope, WipeRequest } from './types.ts';

/** The scopes that have a name, and what they take. */
export const SCOPES: Readonly<Record<Exclude<Scope, 'tables'>, string>> = {
  data: "all rows of LiteLLM's tables; the tables stay",
  spend: 'spend and error logs, daily aggregates',
  keys: 'virtual keys with their history and JWT mappings',
  models: 'models that were added through the API',
  all: "LiteLLM's tables and views themselves",
};

/** Where Prisma notes which migrations it has made. */
export const MIGRATIONS_TABLE = '_prisma_migrations';

/** Views that LiteLLM makes at its start. */
export const LITELLM_VIEWS: ReadonlySet<string> = new Set([
  'LiteLLM_VerificationTokenView',
  'MonthlyGlobalSpend',
  'MonthlyGlobalSpendPerKey',
  'MonthlyGlobalSpendPerUserPerKey',
  'Last30dKeysBySpend',
  'Last30dModelsBySpend',
  'Last30dTopEndUsersSpend',
  'DailyTagSpend',
]);

const GROUPS: Readonly<Record<Exclude<Scope, 'tables' | 'models'>, readonly TableGroup[]>> = {
  data: ['keys', 'identity', 'budgets', 'config', 'spend', 'operations', 'provider-state'],
  all: ['keys', 'identity', 'budgets', 'config', 'spend', 'operations', 'provider-state'],
  spend: ['spend'],
  keys: ['keys'],
};
const ALSO: Readonly<Partial<Record<Scope, readonly string[]>>> = {
  spend: ['LiteLLM_ErrorLogs'],
  models: ['LiteLLM_ProxyModelTable'],
};

/** Whether a table of LiteLLM's schema is meant. Names that only look like LiteLLM's never are. */
export function isMeant(table: string, request: WipeRequest): boolean {
  const { scope, tables, withMigrations } = request;
  if (table === MIGRATIONS_TABLE) return scope === 'all' && withMigrations;
  const group = TABLE_GROUPS.get(table);
  if (group === undefined) return false;
  if (scope === 'tables') return tables.includes(table);
  if (ALSO[scope]?.includes(table) === true) return true;
  return scope !== 'models' && GROUPS[scope].includes(group);
}

/** Reads `A,B`: exact names of tables that are LiteLLM's. Throws `E_USAGE`. */
export function parseTables(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) checkName(name);
  return [...new Set(names)].sort();
}

function checkName(name: string): void {
  if (TABLE_GROUPS.has(name)) return;
  if (/[*?%]/.test(name)) {
    throw new LlmgwError(
      'E_USAGE',
      '--tables takes exact names: a pattern may match more tomorrow',
      {
        where: '--tables',
        hint: 'write every name out, or use --scope',
      },
    );
  }
  const meant = suggest(name, TABLE_GROUPS.keys());
  throw new LlmgwError('E_USAGE', `--tables: ${JSON.stringify(name)} is none of LiteLLM's tables`, {
    where: '--tables',
    hint: meant === null ? 'tables of others are never touched' : `did you mean ${meant}?`,
  });
}
