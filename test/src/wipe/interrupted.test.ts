import { expect, test } from '@jest/globals';
import { cancelOnAbort, refuseInterrupted } from '../../../src/wipe/interrupted.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('refuses once the signal has come', () => {
  expect(() => refuseInterrupted(new AbortController().signal)).not.toThrow();
  expect(() => refuseInterrupted(AbortSignal.abort())).toThrow('interrupted');
});

test('the signal stops what runs', async () => {
  const { database } = await rig.newDatabase();
  const stop = new AbortController();
  await database.session(async (session) => {
    cancelOnAbort(database, session, stop.signal);
    const slow = session
      .query({ name: 'slow', text: 'SELECT pg_sleep(20)' })
      .catch((fault: unknown) => fault);
    stop.abort();
    expect(await slow).toMatchObject({ sqlstate: '57014' });
  });
});
