import type { Database } from '../../src/db/database.ts';
import { CALLER } from './spend-events.ts';

/** Puts the rows into LiteLLM's tables that the usual caller belongs to. */
export async function createCaller(database: Database): Promise<void> {
  for (const text of [
    `INSERT INTO "LiteLLM_BudgetTable" (budget_id, created_by, updated_by) VALUES ('b', '', '')`,
    `INSERT INTO "LiteLLM_OrganizationTable"
       (organization_id, organization_alias, budget_id, created_by, updated_by)
     VALUES ('${CALLER.organizationId}', 'org', 'b', '', '')`,
    `INSERT INTO "LiteLLM_TeamTable" (team_id) VALUES ('${CALLER.teamId}')`,
    `INSERT INTO "LiteLLM_UserTable" (user_id)
     VALUES ('${CALLER.userId}'), ('litellm-proxy-budget')`,
    `INSERT INTO "LiteLLM_TeamMembership" (user_id, team_id)
     VALUES ('${CALLER.userId}', '${CALLER.teamId}')`,
    `INSERT INTO "LiteLLM_ProjectTable" (project_id, created_by, updated_by)
     VALUES ('${CALLER.projectId}', '', '')`,
    `INSERT INTO "LiteLLM_TagTable" (tag_name) VALUES ('blue'), ('green')`,
    `INSERT INTO "LiteLLM_AgentsTable"
       (agent_id, agent_name, agent_card_params, created_by, updated_by)
     VALUES ('${CALLER.agentId}', 'agent', '{}', '', '')`,
    `INSERT INTO "LiteLLM_VerificationToken" (token) VALUES ('${CALLER.keyHash}')`,
  ]) {
    await database.query({ name: 'test', text });
  }
}

/** Where the usual caller's spend is counted, each with the sum it shows. */
const COUNTERS: Readonly<Record<string, string>> = {
  logs: `SELECT sum(spend) AS spend FROM "LiteLLM_SpendLogs"`,
  key: `SELECT spend FROM "LiteLLM_VerificationToken"`,
  user: `SELECT spend FROM "LiteLLM_UserTable" WHERE user_id = '${CALLER.userId}'`,
  proxy: `SELECT spend FROM "LiteLLM_UserTable" WHERE user_id = 'litellm-proxy-budget'`,
  team: `SELECT spend FROM "LiteLLM_TeamTable"`,
  member: `SELECT spend FROM "LiteLLM_TeamMembership"`,
  organization: `SELECT spend FROM "LiteLLM_OrganizationTable"`,
  project: `SELECT spend FROM "LiteLLM_ProjectTable"`,
  endUser: `SELECT spend FROM "LiteLLM_EndUserTable"`,
  tag: `SELECT spend FROM "LiteLLM_TagTable" WHERE tag_name = 'blue'`,
  agent: `SELECT spend FROM "LiteLLM_AgentsTable"`,
  dailyUser: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyUserSpend"`,
  dailyTeam: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyTeamSpend"`,
  dailyOrganization: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyOrganizationSpend"`,
  dailyEndUser: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyEndUserSpend"`,
  dailyAgent: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyAgentSpend"`,
  dailyTag: `SELECT sum(spend) AS spend FROM "LiteLLM_DailyTagSpend" WHERE tag = 'green'`,
};

/** What every counter shows; 0 where there is no row. */
export async function readSpend(database: Database): Promise<Record<string, number>> {
  const parts = Object.entries(COUNTERS).map(([name, sql]) => `(${sql}) AS "${name}"`);
  const { rows } = await database.query<Record<string, number | null>>({
    name: 'test',
    text: `SELECT ${parts.join(', ')}`,
  });
  return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, sum]) => [name, sum ?? 0]));
}

/** The same sum everywhere. */
export function everywhere(spend: number): Record<string, number> {
  return Object.fromEntries(Object.keys(COUNTERS).map((name) => [name, spend]));
}
