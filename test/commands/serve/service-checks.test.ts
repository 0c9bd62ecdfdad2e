import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { serviceChecks } from '../../../commands/serve/service-checks.ts';
import { Secret } from '../../../src/core/secret.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { findFreePort } from '../../support/server-process.ts';

let place: Workplace;
let redis: TestRedis;
let postgres: TestPostgres;

beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
});

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

afterAll(async () => {
  await Promise.all([redis.stop(), postgres.stop()]);
});

function checks(urls: { readonly redis?: string; readonly database?: string }) {
  const base = gatewayConfig();
  const remote = { host: null, port: 6_379, username: null, password: null, tls: false };
  const general = {
    ...base.general,
    redis: urls.redis === undefined ? null : { ...remote, url: new Secret(urls.redis) },
  };
  const database =
    urls.database === undefined ? null : place.context.database(new Secret(urls.database));
  return serviceChecks(place.context, { ...base, general }, { database, stored: null });
}

test('there is a check for each service that is configured, and none else', () => {
  expect(checks({})).toEqual([]);
  expect(checks({ redis: 'redis://127.0.0.1:1' }).map(({ name }) => name)).toEqual(['redis']);
});

test('real services answer', async () => {
  const services = checks({ redis: redis.url, database: postgres.url });
  expect(services.map(({ name }) => name)).toEqual(['redis', 'postgresql', 'stored-secrets']);
  await expect(Promise.all(services.map((service) => service.ping()))).resolves.toHaveLength(3);
});

test('a service that is away says so without its password', async () => {
  const port = await findFreePort();
  const [database] = checks({ database: `postgres://user:hidden@127.0.0.1:${port}/db` });
  const message = await database?.ping().catch(String);
  expect(message).toContain('refused');
  expect(message).not.toContain('hidden');
});

test('secrets that no key opens are told of, by their columns', async () => {
  const database = place.context.database(new Secret(postgres.url));
  const secret = { table: 'LiteLLM_Config', column: 'param_value', row: 'r', path: '/A' };
  const backend = { database, stored: { current: { unreadable: [secret, { ...secret }] } } };
  const found = serviceChecks(place.context, gatewayConfig(), backend);
  const check = found.find(({ name }) => name === 'stored-secrets');
  await expect(check?.ping()).rejects.toThrow(
    'no key opens 2 values in LiteLLM_Config.param_value',
  );
});
