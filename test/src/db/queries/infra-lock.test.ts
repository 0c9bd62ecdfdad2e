import { expect, test } from '@jest/globals';
import { tryLockInfra, tryLockInfraWriting } from '../../../../src/db/queries/infra-lock.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const rig = useInfraDatabase();

test('one at a time on a host, for as long as the connection lives', async () => {
  await rig.database.session(async (one) => {
    expect(await tryLockInfra(one, 'h1')).toBe(true);
    await rig.database.session(async (two) => {
      expect(await tryLockInfra(two, 'h1')).toBe(false);
      expect(await tryLockInfra(two, 'h2')).toBe(true);
      await two.begin();
      expect(await tryLockInfraWriting(two, 'h1')).toBe(false);
      await two.rollback();
    });
    await one.begin();
    expect(await tryLockInfraWriting(one, 'h1')).toBe(true);
  });
  await rig.database.session(async (three) => {
    expect(await tryLockInfra(three, 'h1')).toBe(true);
  });
});
