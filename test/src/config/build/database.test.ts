import { describe, expect, test } from '@jest/globals';
import { configOf, withModel } from '../load-text.ts';

const databaseOf = (rest: string, env: Record<string, string> = {}) =>
  configOf(withModel(rest), { env }).database;

describe('buildDatabase', () => {
  test('has defaults for everything', () => {
    expect(databaseOf('')).toEqual({
      embedded: true,
      maxConnections: 10,
      slowQueryMs: 500,
      keyCacheMs: 60_000,
      batchWriteMs: 10_000,
      storedModels: true,
      auditLogs: false,
      budgetStatus: 400,
      maxBudget: null,
      budgetDuration: null,
      admitUnchecked: false,
      timezone: 'UTC',
      saltKey: null,
      previousSaltKeys: [],
    });
  });

  test('reads every setting', () => {
    const text = `general_settings:
  database_connection_pool_limit: 3
  user_api_key_cache_ttl: 5
  proxy_batch_write_at: 2
  store_model_in_db: false
  allow_requests_on_db_unavailable: true
litellm_settings:
  store_audit_logs: true
  budget_exceeded_status_code: 422
  max_budget: 12.5
  budget_duration: 30d
  timezone: Europe/Berlin
llmgw_settings:
  database: off
  slow_query: 50ms
`;
    expect(databaseOf(text)).toMatchObject({
      embedded: false,
      maxConnections: 3,
      slowQueryMs: 50,
      keyCacheMs: 5_000,
      batchWriteMs: 2_000,
      storedModels: false,
      auditLogs: true,
      budgetStatus: 422,
      maxBudget: 12.5,
      budgetDuration: '30d',
      admitUnchecked: true,
      timezone: 'Europe/Berlin',
    });
  });

  test('a salt key is one when its variable is there, empty or not', () => {
    expect(databaseOf('', { LITELLM_SALT_KEY: '' }).saltKey?.reveal()).toBe('');
    expect(databaseOf('', { LITELLM_SALT_KEY: ' x ' }).saltKey?.reveal()).toBe(' x ');
  });

  test('earlier salt keys come one a line', () => {
    const env = { LLMGW_SALT_KEY_PREVIOUS: 'a,b\n\nc ' };
    const keys = databaseOf('', env).previousSaltKeys.map((key) => key.reveal());
    expect(keys).toEqual(['a,b', 'c ']);
  });

  test('the variable turns the embedded database off too', () => {
    expect(databaseOf('', { LLMGW_DATABASE: 'off' }).embedded).toBe(false);
  });
});
