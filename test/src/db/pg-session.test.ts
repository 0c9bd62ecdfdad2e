import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database, QueryEvent } from '../../../src/db/database.ts';
import { openDatabase } from '../../../src/db/connect.ts';
import { Secret } from '../../../src/core/secret.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
let events: QueryEvent[] = [];
beforeAll(async () => {
  server = await startPostgres();
  const url = await server.createDatabase();
  const onQuery = (event: QueryEvent) => events.push(event);
  database = openDatabase(new Secret(url), { maxConnections: 2, onQuery });
  await run('CREATE TABLE t (id text PRIMARY KEY, n int8, at timestamp(3), doc jsonb)');
}, 30_000);
beforeEach(async () => {
  await run('TRUNCATE t');
  events = [];
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function run(text: string, values: readonly unknown[] = []) {
  return database.query({ name: 'test', text, values });
}

async function insert(id: string): Promise<void> {
  await run('INSERT INTO t (id) VALUES ($1)', [id]);
}

async function ids(): Promise<unknown[]> {
  return (await run('SELECT id FROM t ORDER BY id')).rows.map((row) => row['id']);
}

function expectWholePool(): void {
  const { total, idle, waiting } = database.counts();
  expect({ idle, waiting }).toEqual({ idle: total, waiting: 0 });
}

describe('values', () => {
  test('dates go out and come back as UTC, whole numbers as numbers', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z');
    await run('INSERT INTO t (id, n, at) VALUES ($1, $2, $3)', ['a', 2 ** 40, at]);
    const { rows } = await run('SELECT n, at, at::text AS text FROM t');
    expect(rows).toEqual([{ n: 2 ** 40, at, text: '2026-03-29 01:30:00.123' }]);
  });

  test('what never ends is no date', async () => {
    await run(`INSERT INTO t (id, at) VALUES ('a', 'infinity')`);
    expect((await run('SELECT at FROM t')).rows).toEqual([{ at: null }]);
  });
});

describe('a transaction', () => {
  test('is committed when its work resolves', async () => {
    const result = await database.transaction(async (tx) => {
      await tx.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('a')` });
      return 'done';
    });
    expect(result).toBe('done');
    expect(await ids()).toEqual(['a']);
    expectWholePool();
  });

  test('is rolled back when its work rejects, and the connection is used again', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('a')` });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
    expectWholePool();
  });

  test('that the server has given up is not reported as committed', async () => {
    const work = database.transaction(async (tx) => {
      await tx.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('a')` });
      await tx.query({ name: 'bad', text: 'SELECT 1/0' }).catch(() => {});
    });
    await expect(work).rejects.toMatchObject({ statement: 'commit', sqlstate: '40000' });
    expect(await ids()).toEqual([]);
  });

  test('reads one state, and cannot write, when told so', async () => {
    const mode = { isolation: 'repeatable read', readOnly: true } as const;
    const seen = await database.transaction(async (tx) => {
      const count = { name: 'count', text: 'SELECT count(*) AS n FROM t' };
      const before = await tx.query(count);
      await insert('meanwhile');
      return [before.rows, (await tx.query(count)).rows];
    }, mode);
    expect(seen).toEqual([[{ n: 0 }], [{ n: 0 }]]);
    const writing = database.transaction(
      async (tx) => tx.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('x')` }),
      mode,
    );
    await expect(writing).rejects.toMatchObject({ kind: 'read-only' });
    expectWholePool();
  });
});

describe('a session', () => {
  test('has settings of its own that end with it', async () => {
    const show = {
      name: 'show',
      text: `SELECT current_setting('application_name') AS app, current_setting('lock_timeout') AS lock`,
    };
    const rows = await database.session(async (session) => (await session.query(show)).rows, {
      applicationName: 'llmgw-test',
      lockTimeoutMs: 1_234,
    });
    expect(rows).toEqual([{ app: 'llmgw-test', lock: '1234ms' }]);
    expect((await database.query(show)).rows).toEqual([{ app: 'llmgw', lock: '10s' }]);
    expectWholePool();
  });

  test('gives up its locks when its work fails', async () => {
    const lock = { name: 'lock', text: 'SELECT pg_try_advisory_lock(7) AS got' };
    const failing = database.session(async (session) => {
      await session.query(lock);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const got = await database.session(async (session) => (await session.query(lock)).rows);
    expect(got).toEqual([{ got: true }]);
  });

  test('names the backend that serves it', async () => {
    await database.session(async (session) => {
      const { rows } = await session.query({ name: 'pid', text: 'SELECT pg_backend_pid() AS pid' });
      expect(rows).toEqual([{ pid: session.processId }]);
    });
  });

  test('tells when the commit is on its way', async () => {
    const told: string[] = [];
    await database.session(async (session) => {
      await session.begin();
      await session.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('a')` });
      await session.commit(() => told.push('sent'));
    });
    expect(told).toEqual(['sent']);
    expect(await ids()).toEqual(['a']);
  });

  test('that is severed fails as a lost connection, and leaves nothing behind', async () => {
    const cut = database.session(async (session) => {
      await session.begin();
      await session.query({ name: 'insert', text: `INSERT INTO t (id) VALUES ('a')` });
      session.sever();
      await session.query({ name: 'after', text: 'SELECT 1' });
    });
    await expect(cut).rejects.toMatchObject({ name: 'ServiceFault', service: 'postgresql' });
    expect(await ids()).toEqual([]);
    expectWholePool();
  });
});

describe('a failing statement', () => {
  test('is told without the row it failed on, and its connection goes on', async () => {
    await insert('a');
    await expect(run('INSERT INTO t (id) VALUES ($1)', ['a'])).rejects.toMatchObject({
      name: 'QueryFault',
      kind: 'conflict',
      names: { table: 't', constraint: 't_pkey' },
    });
    expectWholePool();
    expect(database.counts().total).toBeGreaterThan(0);
  });

  test('that ran too long is ended by the server', async () => {
    const slow = database.session(
      async (session) => session.query({ name: 'slow', text: 'SELECT pg_sleep(30)' }),
      { statementTimeoutMs: 50 },
    );
    await expect(slow).rejects.toMatchObject({ kind: 'timeout', statement: 'slow' });
  });

  test('of an ended backend is a lost connection; the next one gets a new one', async () => {
    const killed = database.session(async (session) => {
      const kill = `SELECT pg_terminate_backend(${session.processId})`;
      await server.query(kill);
      await session.query({ name: 'after', text: 'SELECT 1' });
    });
    await expect(killed).rejects.toMatchObject({ name: 'ServiceFault' });
    expect(await ids()).toEqual([]);
  });
});

test('every statement is told of, with its name, rows and failure', async () => {
  await insert('a');
  await run('SELECT * FROM t');
  await run('SELECT 1/0').catch(() => {});
  expect(events.map(({ name, rows, failure }) => [name, rows, failure])).toEqual([
    ['test', 1, null],
    ['test', 1, null],
    ['test', 0, '22012'],
  ]);
  expect(events.every(({ ms }) => ms >= 0)).toBe(true);
});

test('a schema that the URL names is where tables are looked up', async () => {
  await run('CREATE SCHEMA "odd schema"');
  await run('CREATE TABLE "odd schema".only_here (x text)');
  const url = new URL(await server.createDatabase());
  const other = new Secret(url.href.replace(/[^/]+$/, `${nameOfDatabase()}?schema=odd%20schema`));
  const pool = openDatabase(other, { maxConnections: 1 });
  try {
    expect(pool.schema).toBe('odd schema');
    const found = await pool.query({ name: 'find', text: 'SELECT * FROM only_here' });
    expect(found.count).toBe(0);
  } finally {
    await pool.close();
  }
});

function nameOfDatabase(): string {
  return database.where.replace(/^.*\//, '');
}
