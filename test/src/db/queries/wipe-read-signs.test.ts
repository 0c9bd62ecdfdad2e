import { expect, test } from '@jest/globals';
import {
  cancelStatement,
  hasRecentSpend,
  readOtherSessions,
  readSurroundings,
  readWriteCount,
  terminateSession,
} from '../../../../src/db/queries/wipe-read-signs.ts';
import { openClient, runSql } from '../../../support/wipe-database.ts';
import { useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('sees publications of the tables, and only of them', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, 'CREATE PUBLICATION pub FOR TABLE "LiteLLM_Config"');
  const of = async (table: string) => readSurroundings(database, 'public', [table]);
  expect(await of('LiteLLM_Config')).toEqual({ slots: 0, standbys: 0, publications: ['pub'] });
  expect(await of('LiteLLM_SpendLogs')).toEqual({ slots: 0, standbys: 0, publications: [] });
});

test('sees other sessions, but not those of its own name, and can end them', async () => {
  const { url, database } = await rig.newDatabase();
  const other = await openClient(`${url}?application_name=litellm-proxy`);
  const own = await openClient(`${url}?application_name=llmgw%20nuke-db%20backup`);
  const [seen, ...more] = await readOtherSessions(database, 'llmgw nuke-db');
  expect(more).toEqual([]);
  expect(seen).toMatchObject({ application: 'litellm-proxy', state: 'idle', address: '127.0.0.1' });
  expect(Object.keys(seen ?? {})).not.toContain('query');
  const ended = new Promise((resolve) => other.once('end', resolve));
  expect(await terminateSession(database, seen?.pid ?? 0)).toBe(true);
  await ended;
  await own.end();
});

test('knows of recent spend and of writes', async () => {
  const { url, database } = await rig.newDatabase();
  const insert = (at: string): string =>
    `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime") VALUES ('${at}', 'x', ${at}, ${at})`;
  await runSql(
    url,
    insert(`now() - interval '2 days'`).replace(`'now() - interval '2 days''`, `'old'`),
  );
  expect(await hasRecentSpend(database, 'public', 'LiteLLM_SpendLogs')).toBe(false);
  await runSql(url, insert('now()'));
  expect(await hasRecentSpend(database, 'public', 'LiteLLM_SpendLogs')).toBe(true);
  const [{ oid } = { oid: 0 }] = await runSql(
    url,
    `SELECT '"LiteLLM_SpendLogs"'::regclass::oid::int AS oid`,
  );
  expect(await readWriteCount(database, [Number(oid)])).toBeGreaterThanOrEqual(0);
  expect(await readWriteCount(database, [])).toBe(0);
});

test('stops a statement of a session, not the session', async () => {
  const { database } = await rig.newDatabase();
  await database.session(async (session) => {
    const slow = session
      .query({ name: 'slow', text: 'SELECT pg_sleep(20)' })
      .catch((fault: unknown) => fault);
    await cancelStatement(database, session.processId);
    expect(await slow).toMatchObject({ sqlstate: '57014' });
    expect((await session.query({ name: 'one', text: 'SELECT 1' })).count).toBe(1);
  });
});
