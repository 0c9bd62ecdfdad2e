import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.ts';
import type { Database } from '../../../src/db/database.ts';
import { readBackupManifest } from '../../../src/wipe/backup/backup-manifest.ts';
import { makeBackup } from '../../../src/wipe/backup/make-backup.ts';
import { restoreBackup } from '../../../src/wipe/restore.ts';
import { backupPlan, toolsFor } from '../../support/backup-rig.ts';
import { makeRunFolder } from '../../support/nuke.ts';
import { fillDatabase, hashTables, runSql } from '../../support/wipe-database.ts';
import { plan, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

const ODD = `ALTER TABLE "LiteLLM_Config" ADD bytes bytea, ADD at timestamptz;
  INSERT INTO "LiteLLM_Config" VALUES ('odd', '{"n": 123456789012345678901234567890.10, "e": 1e400}', '\\x00ff', now()), ('null', NULL, NULL, NULL)`;

async function backedUp(format: 'rows' | 'pg_dump') {
  const made = await rig.newDatabase();
  await fillDatabase(made.url);
  await runSql(made.url, ODD);
  const job = backupPlan(made, await plan(made.database), parent.path, { format });
  await makeBackup(job);
  return { ...made, folder: job.folder, hashes: await hashTables(made.url) };
}

async function restore(folder: string, { url, database }: { url: string; database: Database }) {
  return restoreBackup({
    ...{ database, folder, manifest: readBackupManifest(folder), tools: toolsFor(url) },
    ...{ clock: systemClock, applicationName: 'llmgw restore', lockTimeoutMs: 500 },
  });
}

describe.each(['rows', 'pg_dump'] as const)('format %s', (format) => {
  test('goes back bit by bit into another, empty database, once', async () => {
    const made = await backedUp(format);
    const other = await rig.newDatabase();
    await runSql(other.url, ODD.split(';')[0] ?? '');
    expect(await restore(made.folder, other)).toMatchObject({ rows: 90 });
    expect(await hashTables(other.url)).toEqual(made.hashes);
    const [{ n } = { n: 0 }] = await runSql(
      other.url,
      `INSERT INTO "LiteLLM_ModelTable" (created_by, updated_by) VALUES ('x', 'y') RETURNING id AS n`,
    );
    expect(n).toBe(3);
    await expect(restore(made.folder, other)).rejects.toMatchObject({
      code: 'E_REFUSED',
      message: expect.stringContaining('not empty'),
    });
  });

  test('refuses what is damaged, and what does not fit, before it writes', async () => {
    const made = await backedUp(format);
    const other = await rig.newDatabase();
    await runSql(other.url, 'DROP TABLE "LiteLLM_Config"');
    await expect(restore(made.folder, other)).rejects.toMatchObject({
      code: 'E_REFUSED',
      message: expect.stringContaining('not there: LiteLLM_Config'),
    });
    const { dump, tables } = readBackupManifest(made.folder);
    appendFileSync(join(made.folder, dump?.name ?? tables[0]?.file?.name ?? ''), 'x');
    await expect(restore(made.folder, other)).rejects.toMatchObject({ code: 'E_IO' });
  });
});

test('rows whose column is not there are refused, and everything is taken back', async () => {
  const made = await backedUp('rows');
  const other = await rig.newDatabase();
  await expect(restore(made.folder, other)).rejects.toMatchObject({
    code: 'E_REFUSED',
    message: 'LiteLLM_Config has no column bytes here',
  });
  expect(Object.values(await hashTables(other.url)).every((hash) => hash.startsWith('0:'))).toBe(
    true,
  );
});

test('pg_dump brings the tables along where all of them are gone', async () => {
  const made = await backedUp('pg_dump');
  const tables = Object.keys(made.hashes).map((name) => `"${name}"`);
  await runSql(made.url, `DROP TABLE ${tables.join(', ')}`);
  await restore(made.folder, made);
  expect(await hashTables(made.url)).toEqual(made.hashes);
});
