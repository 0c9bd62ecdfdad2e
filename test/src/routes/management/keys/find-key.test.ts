import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findKey } from '../../../../../src/routes/management/keys/find-key.ts';
import {
  openManagement,
  pretendWork,
  type ManagementBench,
} from '../../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../../support/postgres.ts';

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

test('finds a key by itself or its hash, and refuses what is not there', async () => {
  const { database, catalog } = bench;
  const { key, token } = await bench.ok('POST /key/generate', { body: {} });
  const work = { ...pretendWork(), catalog };
  expect(await findKey(work, database, { key })).toMatchObject({ token });
  expect(await findKey(work, database, { key: token })).toMatchObject({ token });
  const missing = findKey(work, database, { key: 'sk-nobody', param: 'old' });
  await expect(missing).rejects.toMatchObject({ error: { status: 404, param: 'old' } });
});
