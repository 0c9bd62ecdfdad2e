import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/secret.ts';
import { Keyring } from '../../../../src/crypto/keyring.ts';
import { SaltKey } from '../../../../src/crypto/salt-key.ts';
import { readCatalog } from '../../../../src/db/catalog.ts';
import type { Database } from '../../../../src/db/database.ts';
import {
  findServer,
  listServers,
  type ServerSources,
} from '../../../../src/mcp/servers/find-server.ts';
import { createLitellmDatabase, openTestDatabase } from '../../../support/litellm-database.ts';
import { mcpServer } from '../../../support/mcp-definitions.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
let sources: ServerSources;
let keyring: Keyring;

beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await createLitellmDatabase(server));
  keyring = new Keyring(await SaltKey.from(new Secret('sk-salt')));
  const stranger = new Keyring(await SaltKey.from(new Secret('sk-other')));
  const place = { table: '', column: '', pk: '', pointer: '' };
  const seal = (ring: Keyring, text: string) => ring.seal(text, 'nacl', place);
  await store('id-1', {
    name: 'github',
    alias: 'gh',
    credentials: { auth_value: seal(keyring, 'ghp-canary') },
  });
  await store('id-2', { name: 'twin' });
  await store('id-3', { name: 'twin' });
  await store('id-4', { name: 'locked', credentials: { auth_value: seal(stranger, 'lost') } });
  await store('id-5', { name: 'sealed', headers: seal(keyring, '{"x-team":"canary"}') });
  // An id that is another's name: ids come first.
  await store('github', { name: 'other' });
  const configured = [
    mcpServer({ id: 'c-1', name: 'github' }),
    mcpServer({ id: 'c-2', name: 'files' }),
  ];
  sources = { stored: { db: database, catalog: await readCatalog(database), keyring }, configured };
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

interface Row {
  readonly name: string;
  readonly alias?: string;
  readonly credentials?: object;
  readonly headers?: unknown;
}

async function store(
  id: string,
  { name, alias, credentials = {}, headers = {} }: Row,
): Promise<void> {
  await database.query({
    name: 'test',
    text: `INSERT INTO "LiteLLM_MCPServerTable"
      (server_id, server_name, alias, url, transport, auth_type, credentials, static_headers, allowed_tools)
      VALUES ($1, $2, $3, 'https://mcp.example.com', 'http', 'bearer_token', $4, $5, '{a}')`,
    values: [id, name, alias ?? null, JSON.stringify(credentials), JSON.stringify(headers)],
  });
}

const find = (asked: string, by: 'auto' | 'id' | 'name' = 'auto') =>
  findServer({ asked, by }, sources);

describe('findServer', () => {
  test('by id, alias and name; the database before the file, an id before a name', async () => {
    expect(await find('id-1')).toMatchObject({
      kind: 'found',
      server: { id: 'id-1', source: 'database' },
    });
    expect(await find('gh')).toMatchObject({ server: { id: 'id-1' } });
    expect(await find('github')).toMatchObject({ server: { id: 'github' } });
    expect(await find('github', 'name')).toMatchObject({ server: { id: 'id-1' } });
    expect(await find('files')).toMatchObject({ server: { id: 'c-2', source: 'config' } });
    expect(await find('c-2', 'id')).toMatchObject({ server: { id: 'c-2' } });
  });

  test('what opens is opened, and stays hidden', async () => {
    const found = await find('gh');
    if (found.kind !== 'found') throw new Error('it is there');
    expect(found.server.auth).toMatchObject({ type: 'bearer_token' });
    expect(found.server.auth.value?.reveal()).toBe('ghp-canary');
    expect(JSON.stringify(found)).not.toContain('canary');
    const sealed = await find('sealed');
    const { transport } = sealed.kind === 'found' ? sealed.server : mcpServer();
    expect(transport.kind === 'http' && transport.headers['x-team']?.reveal()).toBe('canary');
  });

  test('what no key opens makes the server unusable, and says where it stands', async () => {
    expect(await find('locked')).toMatchObject({
      server: { unusable: 'no key opens LiteLLM_MCPServerTable.credentials: /auth_value' },
    });
  });

  test('several with one name are told, not chosen from', async () => {
    expect(await find('twin')).toMatchObject({
      kind: 'ambiguous',
      servers: [{ id: 'id-2' }, { id: 'id-3' }],
    });
    expect(await find('id-3', 'id')).toMatchObject({ kind: 'found' });
  });

  test.each([
    "x' OR '1'='1",
    `"; DROP TABLE "LiteLLM_MCPServerTable"; --`,
    "gh'--",
    'gh%',
    '%',
    '_',
    '$1',
    "\\'; SELECT pg_sleep(10); --",
    'gh\0',
    '../gh',
    '__proto__',
    '-h',
    'x'.repeat(100_000),
  ])('%j is just a name that nobody has', async (asked) => {
    expect(await find(asked.slice(0, 100_000))).toMatchObject({ kind: 'unknown' });
    expect(await find('gh')).toMatchObject({ kind: 'found' });
  });

  test('a name that is nearly one is suggested', async () => {
    expect(await find('fiels')).toMatchObject({ kind: 'unknown', meant: 'files' });
  });

  test('a URL is a server of its own', async () => {
    expect(await find('https://example.com/mcp')).toMatchObject({
      server: { source: 'url', transport: { kind: 'auto', url: 'https://example.com/mcp' } },
    });
    expect(await find('file:///etc/passwd')).toMatchObject({ kind: 'unknown' });
  });
});

test('lists every server once', async () => {
  const servers = await listServers(sources);
  expect(servers.map(({ id }) => id)).toEqual([
    'github',
    'id-1',
    'id-2',
    'id-3',
    'id-4',
    'id-5',
    'c-1',
    'c-2',
  ]);
  expect(await listServers({ stored: null, configured: [] })).toEqual([]);
});
