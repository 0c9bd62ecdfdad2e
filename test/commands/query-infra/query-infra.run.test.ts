import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommand, type NukeEnd } from '../../support/nuke.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { findLeaks, runSql } from '../../support/wipe-database.ts';

let server: TestPostgres;
let url = '';
const folder = mkdtempSync(join(tmpdir(), 'llmgw-query-'));
beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  const run = { url, cwd: folder };
  const { code, stderr } = await runCommand(['ingest-state', '--skip', 'processes'], run);
  if (code !== 0 && code !== 8) throw new Error(stderr);
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function query(...args: readonly string[]): Promise<NukeEnd> {
  return runCommand(['query-infra', ...args], { url, cwd: folder });
}

interface Document {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
}

async function ask(...args: readonly string[]): Promise<Document> {
  return JSON.parse((await query(...args, '--json')).stdout) as Document;
}

describe('plain words', () => {
  test('what listens on a port is answered with host, process and age', async () => {
    const { code, stdout, stderr } = await query(`what listens on port ${server.port}`);
    expect([code, stderr]).toEqual([0, '']);
    const [head = '', line = ''] = stdout.split('\n');
    expect(head).toMatch(/^KIND +NAME +HOST +WHAT +SINCE +SEEN$/);
    expect(line).toContain(`port  ${server.port}`);
    expect(line).toContain(hostname());
    expect(line).toContain('process postgres');
    expect(line).toMatch(/\d+ s ago +\d+ s ago$/);
    expect(stdout).toMatch(/^as of \d{4}-.*\(last look \d+ s ago\) on /m);
  });

  test('the same as a document, with its provenance', async () => {
    const document = await ask(`what listens on port ${server.port}`);
    expect(document).toMatchObject({
      schema: 'llmgw.query-infra/v1',
      stale: false,
      matched: 'all',
    });
    expect(document.rows[0]).toMatchObject({
      kind: 'port',
      collector: 'sockets',
      body: { port: server.port, process: 'postgres' },
    });
  });

  test('words that no fact has together find what has some of them', async () => {
    const { code, stdout, stderr } = await query(`zzzqqq ${server.port}`);
    expect([code, stderr]).toEqual([0, expect.stringContaining('have some')]);
    expect(stdout).toContain(String(server.port));
  });

  test('what nobody knows is said to be so', async () => {
    const { code, stderr } = await query('zzzqqq');
    expect([code, stderr]).toEqual([0, expect.stringContaining('nothing was found')]);
    expect((await query('zzzqqq', '--fail-empty')).code).toBe(1);
  });

  test.each([`'; drop table llmgw.infra_docs; --`, `" " ' : & | ! ( )`, '\\', '%_', '-port'])(
    'no text does any harm: %s',
    async (words) => {
      expect([0, 2]).toContain((await query(`x ${words}`)).code);
    },
  );
});

describe('filters', () => {
  test('by kind, host and fields', async () => {
    const { rows } = await ask('--kind', 'port', '--where', `port=${server.port}`);
    expect(rows.map(({ kind }) => kind)).toEqual(['port']);
    const args = [
      '--host',
      hostname(),
      '--where',
      'port>1',
      '--where',
      'address~127',
      '--limit',
      '500',
    ];
    expect((await ask('ports', ...args)).rows.length).toBeGreaterThan(0);
    expect((await ask('ports', '--where', 'address>1')).rows).toEqual([]);
    expect((await ask('--where', `port in 1,${server.port}`)).rows).toHaveLength(1);
    expect((await ask('hosts', '--where', 'cpus exists')).rows).toHaveLength(1);
  });

  test('an empty answer names what emptied it', async () => {
    expect((await query('--kind', 'prot')).stderr).toContain('did you mean port?');
    expect((await query('--where', 'prot=1')).stderr).toContain('did you mean port?');
    expect((await query('hostss')).stderr).toContain('did you mean the query hosts?');
    expect((await query('--host', 'nowhere')).stderr).toContain('host nowhere');
    const { stderr } = await query('ports', '--where', 'port=1', '--where', 'protocol=tcp');
    expect(stderr).toContain('--where port = 1 leaves nothing');
  });

  test('columns are chosen, rows are bounded', async () => {
    const { stdout, stderr } = await query(
      'ports',
      '--columns',
      'port,process',
      '--limit',
      '1',
      '--format',
      'csv',
    );
    expect(stdout).toMatch(/^port,process\r\n\d+,[\w.-]*\r\n$/);
    expect(stderr).toContain('there are more than 1');
  });
});

describe('outputs', () => {
  test.each([
    ['ndjson', /^\{"kind":"host".*\}\n$/],
    ['csv', /^kind,name,host,what,since,seen\r\nhost,/],
    ['md', /^\| kind \| name \| host \| what \| since \| seen \|\n\| --- /],
    ['yaml', /^schema: llmgw.query-infra\/v1\n/],
    ['json', /^\{"schema":"llmgw.query-infra\/v1",/],
  ])('%s', async (format, expected) => {
    expect((await query('hosts', '--format', format)).stdout).toMatch(expected);
  });

  test('what can be asked is listed', async () => {
    const { stdout } = await query('--list');
    expect(stdout).toMatch(/ports +who listens where/);
    expect(stdout).toMatch(/port: address,/);
  });
});

describe('SQL', () => {
  test('reads, with values bound', async () => {
    const args = [
      '--sql',
      `select body->>'process' as p from infra_facts where body->>'port' = $1`,
    ];
    const { rows } = await ask(...args, '--param', String(server.port));
    expect(rows).toEqual([{ p: 'postgres' }]);
  });

  test('a comment at the end, two columns of one name, more rows than wanted', async () => {
    expect((await ask('--sql', 'select 1 as a -- that is it')).rows).toEqual([{ a: 1 }]);
    expect((await query('--sql', 'select 1 as a, 2 as a')).code).toBe(0);
    const many = await query(
      '--sql',
      'select a.id from infra_facts a, infra_facts b',
      '--limit',
      '3',
    );
    expect(many.stderr).toContain('more than 3');
  });

  test('what writes is refused, and what the grammar lets through is read-only', async () => {
    expect((await query('--sql', 'delete from llmgw.infra_facts')).code).toBe(6);
    expect((await query('--sql', 'select 1; drop schema llmgw cascade')).code).toBe(6);
    expect((await query('--sql', 'selec')).code).toBe(64);
    expect((await query('--sql', 'select nothing from infra_facts')).code).toBe(5);
    expect(await runSql(url, 'SELECT 1 FROM llmgw.infra_entities LIMIT 1')).toHaveLength(1);
  });

  test('what takes too long is ended', async () => {
    const endless = 'with recursive r as (select 1 as n union all select n + 1 from r)';
    const sql = `${endless} select count(*) from r`;
    const { code } = await query('--sql', sql, '--timeout', '300ms');
    expect(code).toBe(4);
  });
});

describe('time', () => {
  test('as it was, and what has changed', async () => {
    expect((await ask('hosts', '--at', '1h')).rows).toEqual([]);
    expect((await ask('--since', '1h', '--kind', 'host')).rows).toMatchObject([{ change: 'new' }]);
    expect((await ask('--diff', '2h..1h')).rows).toEqual([]);
    await runSql(
      url,
      `UPDATE llmgw.infra_entity_versions SET valid_from = valid_from - interval '2 h'`,
    );
    await runSql(url, `UPDATE llmgw.infra_docs SET valid_from = valid_from - interval '2 h'`);
    expect((await ask('hosts', '--at', '1h')).rows).toHaveLength(1);
    expect((await ask(`port ${server.port}`, '--at', '1h')).rows.length).toBeGreaterThan(0);
    expect((await query('--at', 'soon', 'x')).code).toBe(64);
  });

  test('what is old is said to be old', async () => {
    const { code, stderr } = await query('hosts', '--stale-after', '1ms');
    expect([code, stderr]).toEqual([2, expect.stringContaining('host of')]);
  });
});

test('assertions are for CI', async () => {
  expect((await query('hosts', '--assert', 'count=1')).code).toBe(0);
  const { code, stderr } = await query('hosts', '--assert', 'count>1');
  expect([code, stderr]).toEqual([1, expect.stringContaining('not so: count>1')]);
  expect((await query('hosts', '--assert', 'all cpus>0')).code).toBe(0);
  expect((await query('hosts', '--assert', 'x')).code).toBe(64);
});

test('a database in which nothing was ever stored says so', async () => {
  const empty = await server.createDatabase();
  const run = { url: empty, cwd: folder };
  const { code, stderr } = await runCommand(['query-infra', 'hosts'], run);
  expect([code, stderr]).toEqual([66, expect.stringContaining('ingest-state')]);
});

test('what does not go together is refused', async () => {
  expect((await query()).code).toBe(64);
  expect((await query('x', '--sql', 'select 1')).code).toBe(64);
});

test('no connection is left behind', async () => {
  expect(await findLeaks(url)).toEqual([]);
});
