import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  describeFault,
  openServeDatabase,
  prepareDatabase,
} from '../../../commands/serve/connect-database.ts';
import { LlmgwError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secret.ts';
import { ServiceFault } from '../../../src/core/service-fault.ts';
import { openDatabase } from '../../../src/db/connect.ts';
import { QueryFault } from '../../../src/db/query-fault.ts';
import { MetricsRegistry } from '../../../src/telemetry/metrics.ts';
import { enterWorkplace } from '../../support/app.ts';
import { captureLogger } from '../../support/captured-logger.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { createLitellmDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());

describe('openServeDatabase', () => {
  test('gives none where there is to be none', async () => {
    const place = enterWorkplace();
    const { logger } = await captureLogger();
    const config = gatewayConfig();
    const { context } = place;
    const input = { context, config, registry: new MetricsRegistry(), logger };
    expect(await openServeDatabase(input)).toBeNull();
    await place.leave();
  });

  test('logs statements that are slow, and counts them all', async () => {
    const place = enterWorkplace();
    const log = await captureLogger();
    const databaseUrl = new Secret(await server.createDatabase());
    const config = gatewayConfig({ general: { databaseUrl }, database: { slowQueryMs: 0 } });
    const registry = new MetricsRegistry();
    const { context } = place;
    const database = await openServeDatabase({ context, config, registry, logger: log.logger });
    await database?.query({ name: 'counted', text: 'SELECT 1' });
    expect(registry.render()).toContain('llmgw_db_query_seconds_count{query="counted"} 1');
    expect(await log.lines()).toMatchObject([{ msg: 'slow query', query: 'counted' }]);
    await place.leave();
  });
});

describe('prepareDatabase', () => {
  async function prepare(url: string) {
    const log = await captureLogger();
    const database = openDatabase(new Secret(url), { maxConnections: 2 });
    try {
      const { found } = await prepareDatabase(database, log.logger);
      return { found, lines: await log.lines() };
    } finally {
      await database.close();
    }
  }

  test('uses what LiteLLM made without a word', async () => {
    expect(await prepare(await createLitellmDatabase(server))).toEqual({
      found: 'litellm',
      lines: [],
    });
  });

  test('says that it made tables', async () => {
    const { found, lines } = await prepare(await server.createDatabase());
    expect(found).toBe('created');
    expect(lines).toMatchObject([{ msg: expect.stringContaining('was empty') }]);
  });

  test('goes on without its own schema where it may not make one', async () => {
    const url = new URL(await createLitellmDatabase(server));
    await server.query(`CREATE ROLE guest LOGIN`);
    url.username = 'guest';
    const { found, lines } = await prepare(url.href);
    expect(found).toBe('litellm');
    expect(lines).toMatchObject([{ msg: expect.stringContaining('llmgw cannot be made') }]);
  });
});

test('faults are told without values', () => {
  const away = new ServiceFault({
    ...{ service: 'postgresql', kind: 'refused', where: 'h:1/db' },
    ...{ what: 'refused', hint: 'start it' },
  } as const);
  expect(describeFault(away)).toEqual({
    kind: 'refused',
    detail: 'h:1/db: refused',
    hint: 'start it',
  });
  expect(describeFault(new QueryFault('q', { code: '42501' }))).toMatchObject({ kind: 'denied' });
  expect(describeFault(new LlmgwError('E_CONFIG', 'm', { hint: 'h' }))).toEqual({
    code: 'E_CONFIG',
    detail: 'm',
    hint: 'h',
  });
  const other = new Error('x');
  expect(describeFault(other)).toEqual({ err: other });
});
