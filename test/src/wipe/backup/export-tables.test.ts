import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { exportTables } from '../../../../src/wipe/backup/export-tables.ts';
import { makeRunFolder } from '../../../support/nuke.ts';
import { runSql } from '../../../support/wipe-database.ts';
import { inTransaction, NEVER, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();
const folder = makeRunFolder();
afterAll(() => folder.remove());

test('writes pages of growing size, and says when the count is not the one expected', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(
    url,
    `INSERT INTO "LiteLLM_Config" SELECT 'p' || i, to_jsonb(repeat('x', 2000)) FROM generate_series(1, 350) i`,
  );
  await inTransaction(database, async (tx) => {
    const job = { tx, folder: folder.path, schema: 'public', signal: NEVER };
    const { tables } = await exportTables({
      ...job,
      counted: [{ name: 'LiteLLM_Config', rows: 350 }],
    });
    expect(tables).toMatchObject([
      { name: 'LiteLLM_Config', rows: 350, columns: ['param_name', 'param_value'] },
    ]);
    const text = gunzipSync(
      readFileSync(join(folder.path, '001-LiteLLM_Config.jsonl.gz')),
    ).toString();
    expect(new Set(text.trim().split('\n')).size).toBe(350);
    const wrong = [{ name: 'LiteLLM_SpendLogs', rows: 1 }];
    await expect(exportTables({ ...job, counted: wrong })).rejects.toMatchObject({ code: 'E_IO' });
  });
});

test('stops at a signal', async () => {
  const { database } = await rig.newDatabase();
  await inTransaction(database, async (tx) => {
    const job = { tx, folder: folder.path, schema: 'public', signal: AbortSignal.abort() };
    const counted = [{ name: 'LiteLLM_UserTable', rows: 0 }];
    await expect(exportTables({ ...job, counted })).rejects.toMatchObject({ name: 'Interrupted' });
  });
});
