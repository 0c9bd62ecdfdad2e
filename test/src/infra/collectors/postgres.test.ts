import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { migrate } from '../../../../src/db/migrate.ts';
import { postgresCollector } from '../../../../src/infra/collectors/postgres.ts';
import { playWorld } from '../../../support/infra-world.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  await migrate(database);
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

test('what it is, and the tables of ours', async () => {
  const { status, entities, relations, samples } = await postgresCollector(database).collect(
    playWorld({}),
  );
  expect(status).toBe('ok');
  const [first, ...tables] = entities;
  expect(first).toMatchObject({
    ...{ kind: 'postgres', key: database.where },
    body: {
      version: expect.stringMatching(/^\d+/),
      standby: false,
      settings: { TimeZone: expect.anything() },
    },
  });
  expect(tables.map(({ name }) => name)).toContain('infra_runs');
  expect(relations).toHaveLength(tables.length);
  expect(samples.find(({ name }) => name === 'connections')?.value).toBeGreaterThan(0);
});

test('none is no failure; one that is away is', async () => {
  expect((await postgresCollector(null).collect(playWorld({}))).status).toBe('unavailable');
  const away = openTestDatabase('postgresql://127.0.0.1:1/x');
  await expect(postgresCollector(away).collect(playWorld({}))).rejects.toThrow('127.0.0.1:1');
  await away.close();
}, 20_000);
