import { expect, test } from '@jest/globals';
import { countRows } from '../../../../src/db/queries/wipe-count-rows.ts';
import {
  deleteRows,
  dropTables,
  lockTables,
  readBlockers,
  truncateTables,
} from '../../../../src/db/queries/wipe-empty-tables.ts';
import { fillDatabase, openClient, runSql } from '../../../support/wipe-database.ts';
import { inTransaction, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('truncates together what refers to one another, and never more than that', async () => {
  const { url, database } = await rig.newDatabase();
  await fillDatabase(url);
  await inTransaction(database, async (tx) => {
    await truncateTables(tx, 'public', ['LiteLLM_VerificationToken', 'LiteLLM_JWTKeyMapping']);
    expect(
      await countRows(tx, 'public', ['LiteLLM_VerificationToken', 'LiteLLM_SpendLogs']),
    ).toEqual([0, 50]);
    await expect(truncateTables(tx, 'public', ['LiteLLM_BudgetTable'])).rejects.toMatchObject({
      sqlstate: '0A000',
    });
  });
  expect(await countRows(database, 'public', ['LiteLLM_VerificationToken'])).toEqual([20]);
});

test('deletes, and drops without cascading', async () => {
  const { url, database } = await rig.newDatabase();
  await fillDatabase(url);
  await runSql(
    url,
    'CREATE VIEW one AS SELECT 1 FROM "LiteLLM_Config"; CREATE VIEW two AS SELECT 1 FROM "LiteLLM_Config"',
  );
  await inTransaction(database, async (tx) => {
    await deleteRows(tx, 'public', 'LiteLLM_SpendLogs');
    expect(await countRows(tx, 'public', ['LiteLLM_SpendLogs'])).toEqual([0]);
    await dropTables(tx, 'public', { tables: ['LiteLLM_SpendLogs'], views: [] });
    const both = { tables: ['LiteLLM_Config'], views: ['one'] };
    await expect(dropTables(tx, 'public', both)).rejects.toMatchObject({ sqlstate: '2BP01' });
  });
});

test('names who holds a lock that is in the way', async () => {
  const { url, database } = await rig.newDatabase();
  const [{ oid } = { oid: 0 }] = await runSql(
    url,
    `SELECT '"LiteLLM_Config"'::regclass::oid::int AS oid`,
  );
  const reader = await openClient(`${url}?application_name=reader`);
  await reader.query('BEGIN; SELECT 1 FROM "LiteLLM_Config"');
  await inTransaction(database, async (tx) => {
    await lockTables(tx, 'public', ['LiteLLM_Config'], 'SHARE ROW EXCLUSIVE');
    expect(await readBlockers(tx, [Number(oid)], 'SHARE ROW EXCLUSIVE')).toEqual([]);
    expect(await readBlockers(tx, [Number(oid)], 'ACCESS EXCLUSIVE')).toEqual([
      { pid: expect.any(Number), application: 'reader', state: 'idle in transaction' },
    ]);
  });
  await reader.end();
});
