import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import { countTargets } from '../../../src/wipe/count-targets.ts';
import { runSql } from '../../support/wipe-database.ts';
import { inTransaction, LIMITS, NEVER, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('exact within the time given, and the large ones by the statistics beyond it', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, `INSERT INTO "LiteLLM_Config" VALUES ('a', '{}')`);
  await runSql(url, `CREATE VIEW slow AS SELECT 1 FROM pg_sleep(5)`);
  const tables = [
    { name: 'slow', estimate: 1e6 },
    { name: 'LiteLLM_Config', estimate: 7 },
  ];
  const limits = { ...LIMITS, schema: 'public', clock: systemClock, signal: NEVER };
  await inTransaction(database, async (tx) => {
    const [slow, config] = await countTargets(tx, tables, { ...limits, countTimeoutMs: 400 });
    expect(slow).toEqual({ rows: 1e6, estimated: true });
    expect(config).toEqual({ rows: 1, estimated: false });
    const { rows } = await tx.query({ name: 'show', text: 'SHOW statement_timeout' });
    expect(rows).toEqual([{ statement_timeout: '20s' }]);
  });
});
