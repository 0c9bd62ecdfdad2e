import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { allServers, chooseServer } from '../../../commands/run-mcp-tool/choose-server.ts';
import type { Database } from '../../../src/db/database.ts';
import { insertRow } from '../../support/access-rows.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { createLitellmDatabase, openTestDatabase } from '../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

const NO_FLAGS = { urlEnv: null, urlFile: null, schema: null };
const CONFIG = {
  model_list: [],
  mcp_servers: {
    files: { url: 'https://files.example/mcp' },
    github: { url: 'https://other.example/mcp' },
  },
};

let server: TestPostgres;
let url: string;
let db: Database;
const places: Workplace[] = [];

beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  db = openTestDatabase(url);
  const row = { transport: 'http', url: 'https://mcp.example/mcp' };
  await insertRow(db, 'MCPServerTable', {
    server_id: 'id-1',
    server_name: 'github',
    alias: 'gh',
    ...row,
  });
  await insertRow(db, 'MCPServerTable', { server_id: 'id-2', server_name: 'twin', ...row });
  await insertRow(db, 'MCPServerTable', { server_id: 'id-3', server_name: 'twin', ...row });
  const pending = { approval_status: 'pending_review' };
  await insertRow(db, 'MCPServerTable', {
    server_id: 'id-4',
    server_name: 'new',
    ...row,
    ...pending,
  });
  await insertRow(db, 'MCPServerTable', {
    server_id: 'id-5',
    server_name: 'broken',
    transport: 'http',
  });
}, 30_000);
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

function enter(databaseUrl: string | null = url, config: object | null = CONFIG): Workplace {
  const env = databaseUrl === null ? { LLMGW_DATABASE: 'off' } : { DATABASE_URL: databaseUrl };
  const place = enterWorkplace({ env });
  places.push(place);
  if (config !== null) place.write('config.yaml', config);
  return place;
}

type By = 'auto' | 'id' | 'name';

async function choose(
  asked: string,
  { by = 'auto', place = enter() }: { by?: By; place?: Workplace } = {},
) {
  return chooseServer(asked, { by, database: NO_FLAGS }, place.context);
}

describe('finds', () => {
  test.each([
    ['id-1', 'auto', 'id-1', 'database'],
    ['gh', 'auto', 'id-1', 'database'],
    ['github', 'auto', 'id-1', 'database'],
    ['github', 'name', 'id-1', 'database'],
    ['id-2', 'id', 'id-2', 'database'],
    ['files', 'auto', expect.any(String), 'config'],
    ['https://somewhere.example/mcp', 'auto', 'https://somewhere.example/mcp', 'url'],
  ] as const)('%s by %s', async (asked, by, id, source) => {
    expect(await choose(asked, { by })).toMatchObject({ id, source });
  });

  test('without a database what the file registers', async () => {
    const place = enter(null);
    expect(await choose('github', { place })).toMatchObject({ source: 'config' });
    expect(
      (await allServers({ database: NO_FLAGS }, place.context)).map(({ name }) => name),
    ).toEqual(['files', 'github']);
  });

  test('while the database is away what the file registers, and says so', async () => {
    const place = enter('postgresql://u:canary@127.0.0.1:1/x');
    expect(await choose('files', { place })).toMatchObject({ source: 'config' });
    expect(place.captured.stderr()).toContain('the database is not asked: 127.0.0.1:1');
    expect(place.captured.stderr()).not.toContain('canary');
  });

  test('all of them: the database first', async () => {
    const all = await allServers({ database: NO_FLAGS }, enter().context);
    expect(all.map(({ name, source }) => `${name} ${source}`)).toEqual(
      expect.arrayContaining(['github database', 'files config', 'github config']),
    );
  });
});

describe('refuses', () => {
  test.each([
    [
      'twin',
      'E_USAGE',
      '"twin" is the name of several servers: id-2 (twin, https://mcp.example), id-3 (twin, https://mcp.example)',
    ],
    ['new', 'E_REFUSED', 'the server new is not approved: pending_review'],
    ['broken', 'E_REFUSED', 'the server broken cannot be used'],
    ['githbu', 'E_NO_INPUT', 'there is no MCP server "githbu"'],
    ["x' OR '1'='1", 'E_NO_INPUT', `there is no MCP server "x' OR '1'='1"`],
  ])('%s', async (asked, code, message) => {
    await expect(choose(asked)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('and says what was most likely meant', async () => {
    await expect(choose('githbu')).rejects.toMatchObject({
      hint: expect.stringContaining('did you mean github?'),
    });
  });

  test('a name where an id is asked for', async () => {
    await expect(choose('github', { by: 'id' })).rejects.toMatchObject({ code: 'E_NO_INPUT' });
    await expect(choose('https://a.example', { by: 'id' })).rejects.toMatchObject({
      code: 'E_NO_INPUT',
    });
  });

  test('to guess when the database is away and nothing else is there', async () => {
    const place = enter('postgresql://u:canary@127.0.0.1:1/x', null);
    await expect(choose('github', { place })).rejects.toMatchObject({
      ...{ code: 'E_UNREACHABLE', message: expect.not.stringContaining('canary') },
    });
  });
});

test('no connection is left', async () => {
  const before = await connections();
  const place = enter();
  await choose('github', { place });
  // A call may take long: the connection is not held meanwhile.
  while ((await connections()) > before) await new Promise((resolve) => setImmediate(resolve));
  expect(await connections()).toBe(before);
});

async function connections(): Promise<number> {
  const text = 'SELECT pid FROM pg_stat_activity WHERE datname = current_database()';
  return (await db.query({ name: 'count', text, values: [] })).rows.length;
}
