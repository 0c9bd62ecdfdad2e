import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ServiceFault } from '../../../../src/core/service-fault.ts';
import type { Catalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import { PERMISSIONS } from '../../../../src/routes/management/permissions.ts';
import { managementRoutes } from '../../../../src/routes/management/routes.ts';
import type { ManagementStore } from '../../../../src/routes/management/work.ts';
import { RouteTable } from '../../../../src/routes/route-table.ts';
import {
  callRoute,
  CALLERS,
  managedGateway,
  openManagement,
  type ManagementBench,
  type ManagementCall,
} from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';
import { makeGateway } from '../../../support/gateway.ts';

const OPERATIONS = Object.entries(PERMISSIONS).map(
  ([operation, need]) => [operation.replaceAll(/\{\w+\}/g, 'sk-some-name'), need] as const,
);
const WRITES = OPERATIONS.filter(([, need]) => need === 'write').map(([name]) => name);
const READS = OPERATIONS.filter(([, need]) => need === 'read').map(([name]) => name);
const OWN = OPERATIONS.filter(([, need]) => need === 'own').map(([name]) => name);

let server: TestPostgres;
let bench: ManagementBench;
beforeAll(async () => {
  server = await startPostgres();
  bench = await openManagement(server);
}, 30_000);
afterAll(async () => {
  await bench.close();
  await server.stop();
});

const statusOf = async (operation: string, call: ManagementCall): Promise<number | null> =>
  (await bench.call(operation, call)).status;

describe('who may', () => {
  test.each(OPERATIONS)('%s: nobody without a key, or with a wrong one', async (operation) => {
    expect(await statusOf(operation, { key: null })).toBe(401);
    expect(await statusOf(operation, { key: 'sk-wrong-0123456789012' })).toBe(401);
    expect(await statusOf(operation, { key: 'no key at all' })).toBe(401);
  });

  test.each(WRITES)('%s: neither viewer, nor owner', async (operation) => {
    expect(await statusOf(operation, { key: CALLERS.viewer })).toBe(403);
    expect(await statusOf(operation, { key: CALLERS.owner })).toBe(403);
  });

  test.each(READS)('%s: viewers, but no owner', async (operation) => {
    expect([401, 403]).not.toContain(await statusOf(operation, { key: CALLERS.viewer }));
    expect(await statusOf(operation, { key: CALLERS.owner })).toBe(403);
  });

  test.each(OWN)('%s: owners too, for what is their own', async (operation) => {
    expect([401, 403]).not.toContain(await statusOf(operation, { key: CALLERS.owner }));
    const query = { key: 'sk-of-somebody-else', api_key: 'sk-of-somebody-else' };
    expect(await statusOf(operation, { key: CALLERS.owner, query })).toBe(403);
  });

  test.each(OPERATIONS)('%s: the key of a proxy admin', async (operation) => {
    expect([401, 403]).not.toContain(await statusOf(operation, { key: CALLERS.admin }));
  });

  test('a public prefix opens no management route', async () => {
    const open = makeGateway({ general: { publicRoutes: ['/key', '/spend'] } });
    const routes = tableOf(open, null);
    for (const operation of ['POST /key/generate', 'GET /key/info', 'GET /spend/logs']) {
      expect((await callRoute(routes, operation, { key: null })).status).toBe(401);
    }
    await open.close();
  });

  test('what a key may call at all is asked too', async () => {
    const narrow = managedGateway();
    const refusal = { status: 403, type: 'auth_error', code: 'route_denied', message: 'no' };
    const { access } = narrow.gateway;
    if (access === null) throw new Error('no access');
    narrow.gateway.access = { ...access, allowsRoute: () => refusal };
    const routes = tableOf(narrow, null);
    const answer = await callRoute(routes, 'GET /key/info', { key: CALLERS.owner });
    expect(answer.json.error.code).toBe('route_denied');
    await narrow.close();
  });
});

describe('without a database', () => {
  const gateway = managedGateway();
  afterAll(async () => gateway.close());

  test('the master key is told so, strangers are not', async () => {
    const routes = tableOf(gateway, null);
    const answer = await callRoute(routes, 'GET /key/list');
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({ type: 'no_db_connection', code: 'no_db_connection' });
    expect((await callRoute(routes, 'GET /key/list', { key: null })).status).toBe(401);
  });

  test('one that was not reached yet is 503', async () => {
    const answer = await callRoute(tableOf(gateway, 'away'), 'GET /key/list');
    expect([answer.status, answer.json.error.code]).toEqual([503, 'database_unavailable']);
  });

  test('one that is away is 503, with a time to come back', async () => {
    const fault = new ServiceFault({
      service: 'postgresql',
      kind: 'refused',
      where: 'db:5432',
      what: 'the connection was refused',
      hint: '',
    });
    const routes = tableOf(gateway, { database: away(fault), catalog: ALL, secrets: null });
    const answer = await callRoute(routes, 'POST /key/generate', { body: {} });
    expect(answer.status).toBe(503);
    expect(answer.json.error.code).toBe('database_unavailable');
    expect(answer.text).not.toContain('db:5432');
  });

  test('what nobody expected is not turned into an answer', async () => {
    const database = away(new TypeError('a fault of ours'));
    const routes = tableOf(gateway, { database, catalog: ALL, secrets: null });
    await expect(callRoute(routes, 'GET /key/list')).rejects.toThrow('a fault of ours');
  });
});

const ALL: Catalog = { schema: 'public', tables: [], has: () => true, columns: () => new Map() };

function tableOf(
  gateway: ReturnType<typeof managedGateway>,
  store: ManagementStore | 'away' | null,
): RouteTable {
  return new RouteTable(
    managementRoutes({
      gateway: gateway.gateway,
      store: () => store,
      modelsChanged: () => Promise.resolve(),
      checkModel: () => null,
    }),
  );
}

function away(thrown: Error): Database {
  const reject = (): Promise<never> => Promise.reject(thrown);
  return { query: reject, transaction: reject } as unknown as Database;
}
