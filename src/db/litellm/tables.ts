import { CONFIG_TABLES } from './config-tables.ts';
import { IDENTITY_TABLES } from './identity-tables.ts';
import { KEY_TABLES } from './keys-tables.ts';
import { SPEND_TABLES } from './spend-tables.ts';
import type { LitellmTable, TableGroup } from './table.ts';

/** The tables of LiteLLM 1.83, 57 of them, as its migrations make them. */
export const LITELLM_TABLES: readonly LitellmTable[] = [
  ...KEY_TABLES,
  ...IDENTITY_TABLES,
  ...CONFIG_TABLES,
  ...SPEND_TABLES,
];

/** Tables that later versions added: nothing here reads them, but a wipe and a rotation know them. */
const LATER: Readonly<Record<TableGroup, readonly string[]>> = {
  keys: [],
  identity: ['AgentIdentity', 'RetiredAgentIdentity', 'RetiredAgent', 'VerifiedSubject'],
  budgets: ['ModelAccessGroupBudgetTable', 'BudgetWindowSpend'],
  config: [
    ...['MCPToolsetTable', 'MCPUserEnvVars', 'MCPServerOAuthClient', 'SSOIdentityAssertion'],
    ...['MemoryTable', 'AdaptiveRouterState', 'AdaptiveRouterSession'],
    ...['WorkflowRun', 'WorkflowEvent', 'WorkflowMessage', 'Lens', 'LensRun', 'LensWorker'],
  ],
  spend: [
    ...['DailyGlobalSpend', 'DailyGuardrailUsageUnits', 'DailyToolSpend', 'DailyModelUsage'],
    ...['DailyGatewayRequests', 'AutoRouterBaselineComparison', 'AutoRouterBaselineObservation'],
    ...['AutoRouterSession', 'AutoRouterUserSession', 'AutoRouterDailySpend'],
    ...['ShadowEvalJob', 'ShadowEvalAttempt', 'ShadowEvalFunnel'],
  ],
  operations: ['ProxyWorkerHeartbeat'],
  'provider-state': ['ManagedFileContentTable'],
};

/** Every table that is LiteLLM's, by name. A name that only looks like one is not in it. */
export const TABLE_GROUPS: ReadonlyMap<string, TableGroup> = new Map([
  ...LITELLM_TABLES.map(({ name, group }): [string, TableGroup] => [name, group]),
  ...laterGroups(),
]);

function* laterGroups(): Generator<[string, TableGroup]> {
  for (const { group } of LITELLM_TABLES) {
    for (const name of LATER[group]) yield [`LiteLLM_${name}`, group];
  }
}
