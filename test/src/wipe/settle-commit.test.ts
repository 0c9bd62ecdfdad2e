import { expect, test } from '@jest/globals';
import { readTransactionId } from '../../../src/db/queries/spend-transaction-id.ts';
import { OutcomeUnknown, settleCommit } from '../../../src/wipe/settle-commit.ts';
import { impatientClock as clock, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('the server says what became of it', async () => {
  const { database } = await rig.newDatabase();
  const idOf = async (end: 'COMMIT' | 'ROLLBACK'): Promise<string> =>
    database.session(async (session) => {
      await session.begin();
      const xid = String(await readTransactionId(session));
      await session.query({ name: 'end', text: end });
      return xid;
    });
  await expect(settleCommit({ database, clock }, await idOf('COMMIT'))).resolves.toBeUndefined();
  await expect(settleCommit({ database, clock }, await idOf('ROLLBACK'))).rejects.toMatchObject({
    code: 'E_FAILED',
  });
});

test('of what the server has forgotten nobody can tell', async () => {
  const { database } = await rig.newDatabase();
  await expect(settleCommit({ database, clock }, '99999999')).rejects.toMatchObject({
    code: 'E_UNREACHABLE',
  });
  expect(new OutcomeUnknown('h', '12').hint).toContain(`'12'::xid8`);
});
