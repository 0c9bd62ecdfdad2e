import { Secret } from '../../core/secret.ts';
import { child, childMap, type MapNode } from '../node.ts';
import type { Environment } from '../resolve-env.ts';
import type { DatabaseConfig } from '../types.ts';
import { asBoolean, asNumber, asText, asWord } from '../values.ts';
import { readTime } from './timeouts.ts';

/** Reads what `general_settings`, `litellm_settings` and `llmgw_settings` say about the database. */
export function buildDatabase(root: MapNode, env: Environment): DatabaseConfig {
  const general = childMap(root, 'general_settings');
  const library = childMap(root, 'litellm_settings');
  const own = childMap(root, 'llmgw_settings');
  const count = (section: MapNode | null, key: string) => asNumber(child(section, key)) || null;
  const flag = (section: MapNode | null, key: string) => asBoolean(child(section, key)) ?? false;
  return {
    embedded: asWord(child(own, 'database')) !== 'off' && env['LLMGW_DATABASE'] !== 'off',
    maxConnections: count(general, 'database_connection_pool_limit') ?? 10,
    slowQueryMs: readTime(own, 'slow_query') ?? 500,
    keyCacheMs: (count(general, 'user_api_key_cache_ttl') ?? 60) * 1_000,
    batchWriteMs: (count(general, 'proxy_batch_write_at') ?? 10) * 1_000,
    storedModels: asBoolean(child(general, 'store_model_in_db')) ?? true,
    auditLogs: flag(library, 'store_audit_logs'),
    budgetStatus: count(library, 'budget_exceeded_status_code') ?? 400,
    maxBudget: count(library, 'max_budget'),
    budgetDuration: asText(child(library, 'budget_duration')) ?? null,
    admitUnchecked: flag(general, 'allow_requests_on_db_unavailable'),
    timezone: asText(child(library, 'timezone')) ?? 'UTC',
    saltKey: fromEnv(env['LITELLM_SALT_KEY']),
    previousSaltKeys: linesOf(env['LLMGW_SALT_KEY_PREVIOUS']),
  };
}

/** LiteLLM asks whether the variable is there, not what it says: an empty salt is a salt. */
function fromEnv(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/** One key a line: a key may hold anything else. */
function linesOf(text: string | undefined): readonly Secret[] {
  const lines = (text ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => new Secret(line));
}
