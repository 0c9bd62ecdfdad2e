import { WHOLE_PROXY } from '../../src/access/spend-entity.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import type { Catalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import { findRows, insertMissing, updateRows, type Row } from '../../src/db/queries/manage-rows.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import { nextReset } from '../../src/spend/next-reset.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';
import { describeFault } from './connect-database.ts';

/** The budget of the gateway as a whole, and where it is kept. */
export interface ProxyBudgetParts {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly config: Pick<GatewayConfig, 'database'>;
  readonly context: Pick<CommandContext, 'clock'>;
  readonly logger: Pick<Logger, 'warn'>;
}

const TABLE = 'LiteLLM_UserTable';

/**
 * Writes down what the gateway as a whole may spend, in the row in which LiteLLM counts it. The spend
 * stays as it is; another duration begins a period anew. Does nothing without such a budget, and only
 * tells where the table cannot be written: a row that is there is held to all the same.
 */
export async function keepProxyBudget(parts: ProxyBudgetParts): Promise<void> {
  if (parts.config.database.maxBudget === null || !parts.catalog.has(TABLE)) return;
  try {
    await writeRow(parts);
  } catch (fault) {
    if (!(fault instanceof QueryFault)) throw fault;
    parts.logger.warn(describeFault(fault), 'the budget of the gateway cannot be written down');
  }
}

async function writeRow({ database, catalog, config, context }: ProxyBudgetParts): Promise<void> {
  const { maxBudget, budgetDuration, timezone } = config.database;
  const nowMs = context.clock.wallMs();
  const place = { catalog, table: TABLE };
  const [id = ''] = WHOLE_PROXY.ids;
  const now = new Date(nowMs);
  const limits = { max_budget: maxBudget, budget_duration: budgetDuration, updated_at: now };
  const resetAt = budgetDuration === null ? null : nextReset(budgetDuration, nowMs, timezone);
  const made = { user_id: id, models: [], created_at: now, budget_reset_at: resetAt };
  await insertMissing(database, place, { ...limits, ...made });
  const where = [{ column: 'user_id', is: id }];
  const [known] = await findRows(database, place, { where });
  if (known === undefined || isSame(known, limits)) return;
  const isOtherPeriod = known['budget_duration'] !== budgetDuration;
  const period = isOtherPeriod ? { budget_reset_at: resetAt } : {};
  await updateRows(database, place, { where, set: { ...limits, ...period } });
}

function isSame(known: Row, limits: Row): boolean {
  return ['max_budget', 'budget_duration'].every((name) => known[name] === limits[name]);
}
