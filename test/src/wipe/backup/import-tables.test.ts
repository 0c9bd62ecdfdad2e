import { afterAll, expect, test } from '@jest/globals';
import { readBackupManifest } from '../../../../src/wipe/backup/backup-manifest.ts';
import { importTables } from '../../../../src/wipe/backup/import-tables.ts';
import { makeBackup } from '../../../../src/wipe/backup/make-backup.ts';
import { backupPlan } from '../../../support/backup-rig.ts';
import { makeRunFolder } from '../../../support/nuke.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { inTransaction, plan, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

test('takes more rows than a page holds', async () => {
  const made = await rig.newDatabase();
  await runSql(
    made.url,
    `INSERT INTO "LiteLLM_Config" SELECT 'p' || i, to_jsonb(i) FROM generate_series(1, 2500) i`,
  );
  const job = backupPlan(made, await plan(made.database), parent.path);
  await makeBackup(job);
  const other = await rig.newDatabase();
  await inTransaction(other.database, async (tx) => {
    await importTables(tx, {
      folder: job.folder,
      manifest: readBackupManifest(job.folder),
      schema: 'public',
    });
    const { rows } = await tx.query({
      name: 'sum',
      text: 'SELECT count(*) AS n, sum(param_value::int) AS sum FROM public."LiteLLM_Config"',
    });
    expect(rows).toEqual([{ n: 2_500, sum: 3_126_250 }]);
  });
});
