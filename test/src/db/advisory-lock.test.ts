import { expect, test } from '@jest/globals';
import { tryLockMaintenance } from '../../../src/db/advisory-lock.ts';
import { inTransaction, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('one at a time in a schema of a database, whichever way it is held', async () => {
  const { database } = await rig.newDatabase();
  await database.session(async (first) => {
    expect(await tryLockMaintenance(first, { schema: 'public', transactionOnly: false })).toBe(
      true,
    );
    await inTransaction(database, async (second) => {
      expect(await tryLockMaintenance(second, { schema: 'public' })).toBe(false);
      expect(await tryLockMaintenance(second, { schema: 'other' })).toBe(true);
    });
  });
  // The session is gone, and the lock with it.
  await inTransaction(database, async (tx) => {
    expect(await tryLockMaintenance(tx, { schema: 'public' })).toBe(true);
  });
});
