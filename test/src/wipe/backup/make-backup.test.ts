import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readBackupManifest } from '../../../../src/wipe/backup/backup-manifest.ts';
import { chooseFormat, makeBackup } from '../../../../src/wipe/backup/make-backup.ts';
import { backupPlan } from '../../../support/backup-rig.ts';
import { makeRunFolder } from '../../../support/nuke.ts';
import { fillDatabase } from '../../../support/wipe-database.ts';
import { anIdentity, aSubject } from '../../../support/wipe-literals.ts';
import { plan, useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();
const parent = makeRunFolder();
afterAll(() => parent.remove());

test.each(['rows', 'pg_dump'] as const)(
  'format %s: counted, summed, for nobody else to read',
  async (format) => {
    const made = await rig.newDatabase();
    await fillDatabase(made.url);
    const job = backupPlan(made, await plan(made.database), parent.path, { format });
    const record = await makeBackup(job);
    expect(record).toMatchObject({ format, rows: { LiteLLM_SpendLogs: 50, LiteLLM_Config: 0 } });
    const manifest = readBackupManifest(job.folder);
    expect(manifest).toMatchObject({
      format,
      runId: 'test-run',
      tableSchema: 'public',
      where: made.database.where,
    });
    expect(manifest.sequences.map(({ name, lastValue }) => [name, lastValue])).toEqual([
      ['LiteLLM_ModelTable_id_seq', '2'],
    ]);
    const text = readFileSync(join(job.folder, 'manifest.json'));
    expect(record.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    const files = [manifest.dump, ...manifest.tables.map(({ file }) => file)].filter(
      (file) => file !== null,
    );
    for (const { name, sha256 } of files) {
      const path = join(job.folder, name);
      expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(sha256);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(statSync(job.folder).mode & 0o777).toBe(0o700);
  },
);

test('a folder that is there, or cannot be made, is an error of the disk', async () => {
  const made = await rig.newDatabase();
  const job = backupPlan(made, await plan(made.database), parent.path);
  mkdirSync(job.folder);
  await expect(makeBackup(job)).rejects.toMatchObject({ code: 'E_IO', exitCode: 74 });
  await expect(makeBackup({ ...job, folder: '/dev/null/backup' })).rejects.toMatchObject({
    code: 'E_IO',
  });
});

test('pg_dump only where it is as new as the server', async () => {
  const made = await rig.newDatabase();
  const job = backupPlan(made, aSubject({ identity: anIdentity({ major: 99 }) }), parent.path);
  expect(await chooseFormat({ ...job, format: 'auto' })).toBe('rows');
  await expect(chooseFormat({ ...job, format: 'pg_dump' })).rejects.toMatchObject({
    code: 'E_FAILED',
  });
  const bare = { ...job, tools: { ...job.tools, env: { PATH: '/nowhere' } } };
  expect(await chooseFormat({ ...bare, format: 'auto' })).toBe('rows');
});
