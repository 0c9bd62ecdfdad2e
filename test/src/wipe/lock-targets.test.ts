import { expect, test } from '@jest/globals';
import { lockTargets, strengthenLock } from '../../../src/wipe/lock-targets.ts';
import { openClient } from '../../support/wipe-database.ts';
import { engineInput, impatientClock, plan, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('five tries with growing waits, then it names who is in the way', async () => {
  const { url, database } = await rig.newDatabase();
  const planned = await plan(database, { scope: 'models' });
  const holder = await openClient(`${url}?application_name=holder`);
  await holder.query('BEGIN; SELECT 1 FROM "LiteLLM_ProxyModelTable"');
  const waits: number[] = [];
  const clock = {
    ...impatientClock,
    setTimer: (ms: number, fire: () => void) => {
      waits.push(ms);
      return impatientClock.setTimer(ms, fire);
    },
  };
  const limits = { lockTimeoutMs: 30, statementTimeoutMs: 10_000, countTimeoutMs: 1_000 };
  const fault = await database
    .session(async (session) =>
      lockTargets(engineInput(database, session, planned, { clock, limits }), 'ACCESS EXCLUSIVE'),
    )
    .catch((thrown: unknown) => thrown);
  expect(fault).toMatchObject({
    code: 'E_BUSY',
    message: expect.stringMatching(/holder \(pid \d+, idle in transaction\)/),
  });
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  await holder.end();
});

test('a lock that is free is taken, and made stronger', async () => {
  const { database } = await rig.newDatabase();
  const planned = await plan(database);
  await database.session(async (session) => {
    const input = engineInput(database, session, planned);
    await lockTargets(input, 'SHARE ROW EXCLUSIVE');
    await strengthenLock(input);
    const { rows } = await session.query({
      name: 'locks',
      text: `SELECT count(DISTINCT relation)::int AS n FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND pid = pg_backend_pid() AND relation = ANY ($1)`,
      values: [planned.manifest.targets.map(({ oid }) => oid)],
    });
    expect(rows).toEqual([{ n: 57 }]);
  });
});
