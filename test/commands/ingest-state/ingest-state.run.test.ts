import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, type NukeEnd } from '../../support/nuke.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { findLeaks, openClient, runSql } from '../../support/wipe-database.ts';

let server: TestPostgres;
const folder = mkdtempSync(join(tmpdir(), 'llmgw-ingest-'));
const servers: Server[] = [];
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterEach(() => {
  for (const one of servers.splice(0)) one.close().closeAllConnections();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ingest(url: string, ...args: readonly string[]): Promise<NukeEnd> {
  return runCommand(['ingest-state', ...args], { url, cwd: folder });
}

async function countVersions(url: string): Promise<unknown> {
  const [row] = await runSql(url, 'SELECT count(*)::int AS n FROM llmgw.infra_entity_versions');
  return row?.['n'];
}

const ONLY = ['--collectors', 'host', '--host', 'h1'];

test('stores what it sees; the second run writes no facts and says nothing', async () => {
  const url = await server.createDatabase();
  const first = await ingest(url, ...ONLY, '--json');
  expect([first.code, first.stderr]).toEqual([0, '']);
  const document = JSON.parse(first.stdout) as { sources: unknown[]; changed: number };
  expect(document).toMatchObject({ schema: 'llmgw.ingest/v1', host: 'h1', locked: false });
  expect(document.sources).toMatchObject([{ name: 'host', status: 'ok', gone: 0 }]);
  expect(document.changed).toBeGreaterThan(0);
  const versions = await countVersions(url);
  const second = await ingest(url, ...ONLY);
  expect([second.code, second.stdout, second.stderr]).toEqual([0, '', '']);
  expect(await countVersions(url)).toBe(versions);
  expect(JSON.parse((await ingest(url, ...ONLY, '--json')).stdout)).toMatchObject({ changed: 0 });
  expect(await findLeaks(url)).toEqual([]);
  expect(statSync(join(folder, '.llmgw', 'fingerprint-key')).mode & 0o777).toBe(0o600);
});

test('everything there is can be looked at on this very machine', async () => {
  const url = await server.createDatabase();
  const { code, stdout } = await ingest(url, '--json', '--host', 'h1');
  const { sources } = JSON.parse(stdout) as { sources: { name: string; status: string }[] };
  expect(sources.map(({ status }) => status)).not.toContain('failed');
  expect([0, 8]).toContain(code);
  const listening = await runSql(
    url,
    `SELECT body->>'port' AS port, body->>'process' AS process FROM llmgw.infra_facts
      WHERE kind = 'port' AND body->>'port' = $1`,
    [String(server.port)],
  );
  expect(listening).toEqual([{ port: String(server.port), process: 'postgres' }]);
});

test('of two at a time one works, and the other says that it is busy', async () => {
  const url = await server.createDatabase();
  await ingest(url, ...ONLY);
  const holder = await openClient(url);
  await holder.query(`SELECT pg_advisory_lock(hashtext('llmgw-ingest'), hashtext('h1'))`);
  try {
    const busy = await ingest(url, ...ONLY);
    expect([busy.code, busy.stdout]).toEqual([7, '']);
    expect(busy.stderr).toContain('E_BUSY');
    const quiet = await ingest(url, ...ONLY, '--skip-if-running');
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([0, '', '']);
    const told = await ingest(url, ...ONLY, '--skip-if-running', '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ locked: true, sources: [], status: 'skipped' });
    expect((await ingest(url, '--collectors', 'host', '--host', 'h2')).code).toBe(0);
  } finally {
    await holder.end();
  }
});

describe('a dry run', () => {
  test('writes nothing, not even a schema', async () => {
    const url = await server.createDatabase();
    const { code, stdout } = await ingest(url, ...ONLY, '--dry-run');
    expect([code, stdout]).toEqual([0, expect.stringContaining('nothing was stored')]);
    expect(await runSql(url, `SELECT FROM pg_namespace WHERE nspname = 'llmgw'`)).toEqual([]);
  });

  test('says what would change', async () => {
    const url = await server.createDatabase();
    await ingest(url, ...ONLY);
    const { stdout } = await ingest(url, ...ONLY, '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, changed: 0 });
    expect(await runSql(url, 'SELECT FROM llmgw.infra_runs')).toHaveLength(1);
  });
});

test('the state can be written as a document, the same each time', async () => {
  const url = await server.createDatabase();
  const texts: string[] = [];
  for (const name of ['a.json', 'b.json', 'c.md']) {
    await ingest(url, ...ONLY, '--output', name);
    texts.push(readFileSync(join(folder, name), 'utf8'));
  }
  expect(texts[0]).toBe(texts[1]);
  expect(texts[2]).toMatch(/^# State of h1\n/);
  const { stdout } = await ingest(url, ...ONLY, '--output', '-');
  expect(stdout).toBe(texts[0]);
  expect((await ingest(url, ...ONLY, '--output', '/nowhere/x')).code).toBe(74);
});

describe('a dead-man switch', () => {
  async function listen(status = 200): Promise<{ url: string; calls: string[] }> {
    const calls: string[] = [];
    const http = createServer(({ url = '' }, answer) => {
      calls.push(url.replace(/rid=[\da-f-]{36}$/, 'rid=ID'));
      answer.writeHead(status).end();
    });
    servers.push(http);
    await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
    const address = http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { url: `http://127.0.0.1:${port}/uuid`, calls };
  }

  test('hears the start and the end', async () => {
    const url = await server.createDatabase();
    const { url: ping, calls } = await listen();
    await ingest(url, ...ONLY, '--ping', ping);
    expect(calls).toEqual(['/uuid/start?rid=ID', '/uuid?rid=ID']);
  });

  test('hears a failure, and never makes one', async () => {
    const { url: ping, calls } = await listen(500);
    const { code } = await ingest('postgresql://127.0.0.1:1/x', ...ONLY, '--ping', ping);
    expect(code).toBe(4);
    expect(calls).toEqual(['/uuid/start?rid=ID', '/uuid/fail?rid=ID']);
    const url = await server.createDatabase();
    const deaf = await ingest(url, ...ONLY, '--ping', 'http://127.0.0.1:1/x');
    expect([deaf.code, deaf.stderr]).toEqual([0, expect.stringMatching(/^ping: /)]);
  });
});

test('history is pruned when that is asked for', async () => {
  const url = await server.createDatabase();
  await ingest(url, ...ONLY);
  await runSql(url, `UPDATE llmgw.infra_runs SET started_at = '2020-01-01'`);
  const { stdout } = await ingest(url, ...ONLY, '--prune', '--keep', '30d', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ pruned: { versions: 0, entities: 0, runs: 1 } });
});

test('without a database there is nothing to do', async () => {
  const { code, stderr } = await ingest('', ...ONLY, '--database-url-env', 'NO_SUCH_VARIABLE');
  expect([code, stderr]).toEqual([64, expect.stringContaining('NO_SUCH_VARIABLE')]);
});
