import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CALLERS, openManagement, type ManagementBench } from '../../../support/management.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

const SECRET = 'sk-credential-canary-12';

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

test('a credential is stored encrypted, named to admins and viewers, shown to nobody', async () => {
  await bench.ok('POST /credentials', {
    body: {
      credential_name: 'my azure',
      credential_values: { api_key: SECRET, api_base: 'http://a' },
      credential_info: { custom_llm_provider: 'azure' },
    },
  });
  const [row] = await bench.sql('SELECT * FROM "LiteLLM_CredentialsTable"');
  expect(row?.['credential_values']).toEqual({
    api_key: bench.box.seal(SECRET, 'nacl'),
    api_base: bench.box.seal('http://a', 'nacl'),
  });
  const shown = {
    credential_name: 'my azure',
    credential_values: { api_key: '****', api_base: '****' },
    credential_info: { custom_llm_provider: 'azure' },
  };
  const list = await bench.ok('GET /credentials', { key: CALLERS.viewer });
  expect(list).toEqual({ success: true, credentials: [shown] });
  expect(await bench.ok('GET /credentials/my%20azure')).toEqual(shown);
  expect(await bench.ok('GET /credentials/by_name/my%20azure')).toEqual(shown);
  expect(bench.modelChanges()).toBe(1);
});

test('a name is taken once', async () => {
  const body = { credential_name: 'my azure', credential_values: {} };
  expect((await bench.call('POST /credentials', { body })).status).toBe(409);
});

test.each([
  [{ credential_values: {} }, 'credential_name'],
  [{ credential_name: 'x' }, 'credential_values'],
  [{ credential_name: 'x', credential_values: 'secret' }, 'credential_values'],
])('%j is refused', async (body, param) => {
  const answer = await bench.call('POST /credentials', { body });
  expect([answer.status, answer.json.error.param]).toEqual([400, param]);
});

test('a credential is removed', async () => {
  await bench.ok('DELETE /credentials/my%20azure');
  expect((await bench.call('DELETE /credentials/my%20azure')).status).toBe(404);
  expect(await bench.sql('SELECT 1 FROM "LiteLLM_CredentialsTable"')).toEqual([]);
});
