import { describe, expect, test } from '@jest/globals';
import { migrate } from '../../../src/db/migrate.ts';
import { tryLockMaintenance } from '../../../src/db/advisory-lock.ts';
import type { ExecuteInput } from '../../../src/wipe/execute-types.ts';
import { executeWipe } from '../../../src/wipe/execute.ts';
import type { WipeRequest } from '../../../src/wipe/types.ts';
import { fillDatabase, hashTables, openClient, runSql } from '../../support/wipe-database.ts';
import { engineInput, inTransaction, plan, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

async function filled() {
  const made = await rig.newDatabase();
  await fillDatabase(made.url);
  return made;
}

type Made = Awaited<ReturnType<typeof filled>>;

async function execute(
  { database }: Made,
  request: Partial<WipeRequest> = {},
  fields: Partial<ExecuteInput> = {},
) {
  const planned = await plan(database, request);
  return database.session(async (session) =>
    executeWipe(engineInput(database, session, planned, fields)),
  );
}

const tryWipe = async (
  made: Made,
  fields: Partial<ExecuteInput>,
  request: Partial<WipeRequest> = {},
): Promise<unknown> => execute(made, request, fields).catch((fault: unknown) => fault);

describe('a wipe', () => {
  test('empties all tables in one transaction, counts, proves, and leaves an audit row', async () => {
    const made = await filled();
    await migrate(made.database);
    const events: string[] = [];
    const result = await execute(
      made,
      {},
      { actor: { os_user: 'me' }, log: (event) => events.push(event) },
    );
    expect(result.tables.reduce((sum, { before }) => sum + before, 0)).toBe(88);
    expect(result.untouched).toBeGreaterThan(0);
    const steps = [
      'lock.wait',
      'lock.acquired',
      'count.before',
      'truncate.start',
      'truncate.ok',
      'count.after',
      'verify.ok',
      'commit.start',
      'commit.ok',
      'post.verify.ok',
    ];
    expect([...new Set(events)]).toEqual(steps);
    const [audit] = await runSql(made.url, 'SELECT actor, detail FROM llmgw.audit');
    expect(audit).toMatchObject({
      actor: { os_user: 'me' },
      detail: { scope: 'data', rows: { LiteLLM_SpendLogs: 50 } },
    });
    const [{ n } = { n: null }] = await runSql(
      made.url,
      `INSERT INTO "LiteLLM_ModelTable" (created_by, updated_by) VALUES ('x', 'y') RETURNING id AS n`,
    );
    expect(n).toBe(1);
  });

  test('by DELETE leaves counters alone, and readers go on', async () => {
    const made = await filled();
    const reader = await openClient(made.url);
    await reader.query('BEGIN; SELECT count(*) FROM "LiteLLM_SpendLogs"');
    await execute(made, { method: 'delete' });
    await reader.end();
    const [{ n } = { n: null }] = await runSql(
      made.url,
      `INSERT INTO "LiteLLM_ModelTable" (created_by, updated_by) VALUES ('x', 'y') RETURNING id AS n`,
    );
    expect(n).toBe(3);
  });

  test('a writer that waited comes in afterwards, and is told of', async () => {
    const made = await filled();
    const writer = await openClient(made.url);
    const inserts: Promise<unknown>[] = [];
    const failpoint = (name: string): void => {
      if (name === 'lock.after')
        inserts.push(writer.query(`INSERT INTO "LiteLLM_Config" VALUES ('late', '{}')`));
    };
    const result = await execute(made, {}, { failpoint });
    await Promise.all(inserts);
    await writer.end();
    const late = result.tables.find(({ table }) => table === 'LiteLLM_Config');
    expect(late).toMatchObject({ before: 0, after: 0 });
    expect([0, 1]).toContain(late?.arrivedAfter);
    expect(await runSql(made.url, 'SELECT param_name FROM "LiteLLM_Config"')).toEqual([
      { param_name: 'late' },
    ]);
  });
});

describe('takes everything back', () => {
  test.each(['lock.after', 'count.before', 'truncate.after', 'verify.after'])(
    'when it fails at %s',
    async (point) => {
      const made = await filled();
      const before = await hashTables(made.url);
      const failpoint = (name: string): void => {
        if (name === point) throw new Error('failpoint');
      };
      expect(await tryWipe(made, { failpoint })).toMatchObject({ message: 'failpoint' });
      expect(await hashTables(made.url)).toEqual(before);
    },
  );

  test('when a trigger writes elsewhere', async () => {
    const made = await filled();
    await runSql(
      made.url,
      `CREATE TABLE app_log (at text);
       CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app_log VALUES ('x'); RETURN NULL; END $$;
       CREATE TRIGGER note AFTER TRUNCATE ON "LiteLLM_SpendLogs" EXECUTE FUNCTION note()`,
    );
    const before = await hashTables(made.url);
    expect(await tryWipe(made, {})).toMatchObject({
      code: 'E_FAILED',
      message: expect.stringContaining('public.app_log'),
    });
    expect(await hashTables(made.url)).toEqual(before);
  });

  test('when a rule keeps rows', async () => {
    const made = await filled();
    await runSql(
      made.url,
      'CREATE RULE keep AS ON DELETE TO "LiteLLM_SpendLogs" DO INSTEAD NOTHING',
    );
    const fault = await tryWipe(made, {}, { method: 'delete' });
    expect(fault).toMatchObject({
      code: 'E_FAILED',
      message: 'rows are left in LiteLLM_SpendLogs',
    });
  });

  test('when a signal comes', async () => {
    const made = await filled();
    const before = await hashTables(made.url);
    const stop = new AbortController();
    const failpoint = (name: string): void =>
      name === 'truncate.after' ? stop.abort() : undefined;
    expect(await tryWipe(made, { failpoint, signal: stop.signal })).toMatchObject({
      name: 'Interrupted',
    });
    expect(await hashTables(made.url)).toEqual(before);
  });
});

describe('does not begin', () => {
  test('while another maintenance run has the lock', async () => {
    const made = await filled();
    await inTransaction(made.database, async (other) => {
      expect(await tryLockMaintenance(other, { schema: 'public' })).toBe(true);
      expect(await tryWipe(made, {})).toMatchObject({ code: 'E_BUSY', exitCode: 7 });
    });
  });

  test('when the tables are others than planned, or hold ten times the rows', async () => {
    const made = await filled();
    const planned = await plan(made.database);
    const run = async (): Promise<unknown> =>
      made.database
        .session(async (session) => executeWipe(engineInput(made.database, session, planned)))
        .catch((fault: unknown) => fault);
    await runSql(
      made.url,
      `INSERT INTO "LiteLLM_Config" SELECT i::text, '{}' FROM generate_series(1, 900) i`,
    );
    expect(await run()).toMatchObject({
      code: 'E_REFUSED',
      message: expect.stringContaining('guard token'),
    });
    await runSql(made.url, 'DROP TABLE "LiteLLM_Config"');
    expect(await run()).toMatchObject({
      code: 'E_REFUSED',
      message: expect.stringContaining('guard token'),
    });
  });

  test('when other numbers of rows would be lost than were declared', async () => {
    const made = await filled();
    expect(await tryWipe(made, { discardRows: 87 })).toMatchObject({
      message: expect.stringContaining('88 rows now, not 87'),
    });
    expect(await tryWipe(made, { discardRows: 88 })).toMatchObject({ settled: false });
  });
});
