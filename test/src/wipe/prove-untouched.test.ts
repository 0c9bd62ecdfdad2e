import { expect, test } from '@jest/globals';
import { watchOthers } from '../../../src/wipe/prove-untouched.ts';
import { runSql } from '../../support/wipe-database.ts';
import { inTransaction, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('sees its own doing, and not that of others', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, 'CREATE TABLE app (id int); CREATE TABLE busy (id int)');
  await inTransaction(database, async (tx) => {
    const witness = await watchOthers(tx, []);
    await runSql(url, 'INSERT INTO busy VALUES (1); TRUNCATE busy; CREATE TABLE fresh (id int)');
    expect(await witness.check()).toBeGreaterThan(50);
    await tx.query({ name: 'x', text: 'TRUNCATE app' });
    await expect(witness.check()).rejects.toMatchObject({
      code: 'E_FAILED',
      message: expect.stringContaining('public.app'),
    });
  });
});
