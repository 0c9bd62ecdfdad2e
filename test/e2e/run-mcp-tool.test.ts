import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/secret.ts';
import { Keyring } from '../../src/crypto/keyring.ts';
import { SaltKey } from '../../src/crypto/salt-key.ts';
import type { Database } from '../../src/db/database.ts';
import { insertRow } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { MISBEHAVING, packageServer } from '../support/mcp-definitions.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runCli, startCli, type CliResult } from '../support/run-cli.ts';
import { onFreePort, startServerProcess } from '../support/server-process.ts';
import { makeFolder, type Folder } from './served.ts';

// The program itself, with servers of npm and servers that do not end by themselves.

const CANARY = 'canary-of-the-row';
const SALT = 'sk-salt-of-the-tests';

let server: TestPostgres;
let db: Database;
let url: string;
let folder: Folder;

beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  db = openTestDatabase(url);
  const keyring = new Keyring(await SaltKey.from(new Secret(SALT)));
  const place = { table: '', column: '', pk: '', pointer: '' };
  const seal = (text: string) => keyring.seal(text, 'nacl', place);
  await insertRow(db, 'MCPServerTable', {
    ...{ server_id: 'id-1', server_name: 'everything', transport: 'stdio', command: 'node' },
    args: [packageServer('everything'), 'stdio'],
  });
  await insertRow(db, 'MCPServerTable', {
    ...{ server_id: 'id-2', server_name: 'secretive', transport: 'stdio', command: 'node' },
    args: [MISBEHAVING, 'well'],
    env: JSON.stringify({ TOKEN: seal(CANARY) }),
  });
}, 60_000);
afterAll(async () => {
  await db.close();
  await server.stop();
});
beforeEach(() => {
  folder = makeFolder({ 'config.yaml': { model_list: [] } });
});
afterEach(() => folder.remove());

function countOf(mark: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(mark);
    } catch {
      return false;
    }
  }).length;
}

const setting = () => ({
  cwd: folder.path,
  env: {
    ...{ DATABASE_URL: url, LITELLM_SALT_KEY: SALT, XDG_STATE_HOME: join(folder.path, 'state') },
    HOME: folder.path,
  },
  timeoutMs: 60_000,
});

async function run(...args: readonly string[]): Promise<CliResult> {
  const end = await runCli(['run-mcp-tool', ...args], setting());
  expect(end.stdout + end.stderr).not.toContain(CANARY);
  expect(countOf(folder.path)).toBe(0);
  return end;
}

describe('a server of npm that stands in the database', () => {
  test('lists, calls, and gives every form of result', async () => {
    const list = await run('everything', '--list', '--yes');
    expect([list.code, list.stdout]).toEqual([
      0,
      expect.stringContaining('get-sum(a: number, b: number)'),
    ]);
    const text = await run('everything', 'get-sum', 'a=1', 'b=2', '--yes');
    expect(text).toMatchObject({ code: 0, stdout: 'The sum of 1 and 2 is 3.\n' });
    const json = await run('everything', 'get-sum', 'a=1', 'b=2', '--yes', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ schema: 'llmgw.mcp.call/v1', tool: 'get-sum', isError: false },
      server: { id: 'id-1', name: 'everything', transport: 'stdio' },
    });
    const structured = await run(
      'everything',
      'get-structured-content',
      'location=Chicago',
      '--yes',
      '--output',
      'raw',
    );
    expect(JSON.parse(structured.stdout)).toMatchObject({
      structuredContent: { temperature: expect.any(Number) },
    });
  });

  test.each(['streamableHttp', 'sse'] as const)('by its address: %s', async (mode) => {
    const { port, stop } = await onFreePort(async (free) => {
      const child = await startServerProcess({
        ...{ program: '/usr/bin/env', cwd: '/', account: null, signal: 'TERM' },
        args: [`PORT=${free}`, process.execPath, packageServer('everything'), mode],
        ready: /listening|running|Server is/i,
      });
      return { port: free, stop: child.stop };
    });
    const address = `http://127.0.0.1:${port}/${mode === 'sse' ? 'sse' : 'mcp'}`;
    const { code, stdout, stderr } = await run(address, 'echo', 'message=hi', '--yes', '-v');
    await stop();
    expect([code, stdout]).toEqual([0, 'Echo: hi\n']);
    expect(stderr).toContain(mode === 'sse' ? 'sse, protocol' : 'http, protocol');
  });
});

test.each(['text', 'json', 'raw', 'table'])(
  'a secret of the row is not shown: %s',
  async (output) => {
    const { code, stdout } = await run('secretive', 'env', '--yes', '-v', '--output', output);
    expect(code).toBe(0);
    expect(stdout).toContain('****');
  },
);

test.each([
  `x' OR '1'='1`,
  `everything' --`,
  `'; DELETE FROM "LiteLLM_MCPServerTable"; --`,
  `everything"; DROP TABLE "LiteLLM_MCPServerTable"; --`,
  '${jndi:ldap://x}',
  '$(id)',
  '`id`',
  '%s%n',
  '../../everything',
  '’ OR ’1’=’1',
  'x'.repeat(50_000),
])('a name is a name: %.60s', async (name) => {
  const { code, stdout, stderr } = await run(name, '--list', '--yes');
  expect([code, stdout]).toEqual([66, '']);
  expect(stderr).toContain('there is no MCP server');
  expect(stderr.length).toBeLessThan(1_000);
  const { rows } = await db.query({
    name: 'count',
    text: 'SELECT 1 FROM "LiteLLM_MCPServerTable"',
    values: [],
  });
  expect(rows).toHaveLength(2);
});

describe('nothing is left', () => {
  const begin = async (mode: string) => {
    folder.write('config.yaml', {
      model_list: [],
      mcp_servers: {
        thing: { transport: 'stdio', command: 'node', args: [MISBEHAVING, mode, folder.path] },
      },
    });
    const args = ['run-mcp-tool', 'thing', 'echo', 'text=a', '--yes', '-v'];
    const cli = await startCli(args, setting());
    return cli;
  };

  async function gone(): Promise<void> {
    while (countOf(folder.path) > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ] as const)('after %s in the middle of a call', async (signal, code) => {
    const cli = await begin('hang-call');
    await cli.until(/protocol/);
    expect(countOf(folder.path)).toBe(1);
    cli.signal(signal);
    expect((await cli.ended).code).toBe(code);
    await gone();
  });

  test.each(['ignore-term', 'grandchild'])('of one that does not want to go: %s', async (mode) => {
    const cli = await begin(mode);
    expect((await cli.ended).code).toBe(0);
    await gone();
  });

  test.each(['ignore-term', 'grandchild'])(
    'of such a one when the program is killed: %s',
    async (mode) => {
      const cli = await begin(mode);
      await cli.until(/protocol/);
      cli.signal('SIGKILL');
      expect((await cli.ended).code).toBe(137);
      await gone();
    },
  );

  test('of connections', async () => {
    const count = async (): Promise<number> => {
      const text = 'SELECT 1 FROM pg_stat_activity WHERE datname = current_database()';
      return (await db.query({ name: 'count', text, values: [] })).rows.length;
    };
    const before = await count();
    await run('everything', 'no-such-tool', '--yes');
    while ((await count()) > before) await new Promise((resolve) => setImmediate(resolve));
    expect(await count()).toBe(before);
  });
});
