import { expect, test } from '@jest/globals';
import { countRows, setLocal, withinLimit } from '../../../../src/db/queries/wipe-count-rows.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { inTransaction, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('counts in the order asked for', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, `INSERT INTO "LiteLLM_Config" VALUES ('a', '{}'), ('b', '{}')`);
  expect(await countRows(database, 'public', ['LiteLLM_SpendLogs', 'LiteLLM_Config'])).toEqual([
    0, 2,
  ]);
  expect(await countRows(database, 'public', [])).toEqual([]);
});

test('what takes too long is taken back, and the transaction goes on', async () => {
  const { database } = await rig.newDatabase();
  await inTransaction(database, async (tx) => {
    const slow = await withinLimit(tx, 20, async () =>
      tx.query({ name: 'slow', text: 'SELECT pg_sleep(5)' }),
    );
    expect(slow).toMatchObject({ ended: false, fault: { kind: 'timeout' } });
    expect(await withinLimit(tx, 5_000, async () => 7)).toEqual({ ended: true, value: 7 });
    await setLocal(tx, { statement_timeout: '12345' });
    const { rows } = await tx.query({ name: 'show', text: 'SHOW statement_timeout' });
    expect(rows).toEqual([{ statement_timeout: '12345ms' }]);
  });
});
