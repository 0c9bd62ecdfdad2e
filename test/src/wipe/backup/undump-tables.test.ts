import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { BackupManifest } from '../../../../src/wipe/backup/backup-manifest.ts';
import { undumpTables } from '../../../../src/wipe/backup/undump-tables.ts';
import { toolsFor } from '../../../support/backup-rig.ts';
import { makeRunFolder } from '../../../support/nuke.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());

const table = (name: string) => ({ name, rows: 1, file: null, columns: [] });
const MANIFEST: BackupManifest = {
  schema: 'llmgw.backup/v1',
  ...{
    runId: 'r',
    createdAt: '',
    where: '',
    systemIdentifier: null,
    serverVersion: '',
    tableSchema: 'public',
  },
  ...{ scope: 'data', format: 'pg_dump', views: [], sequences: [], secrets: '' },
  tables: [table('Parent'), table('Child')],
  dump: { name: 'tables.dump', bytes: 1, sha256: '' },
};

test('rows go in with those first who are referred to; whole tables in the order of the dump', async () => {
  const log = join(folder.path, 'log');
  const list =
    '1; 0 1 TABLE DATA public Child me\n2; 0 1 TABLE DATA public Parent me\n3; 0 0 SEQUENCE SET public s me';
  const script = `case "$1" in --list) printf '%s\\n' '${list}';; *) echo "$@" >> ${log}; for a in "$@"; do case "$a" in --use-list=*) cat "\${a#--use-list=}" >> ${log};; esac; done;; esac`;
  writeFileSync(join(folder.path, 'pg_restore'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder.path, 'pg_restore'), 0o755);
  const tools = {
    ...toolsFor('postgresql://h/mydb'),
    env: { PATH: `${folder.path}:/usr/bin:/bin` },
  };
  const job = { folder: folder.path, manifest: MANIFEST, tools };
  await undumpTables({ ...job, withTables: false });
  const [args = '', ...lines] = readFileSync(log, 'utf8').trim().split('\n');
  expect(args).toContain('--single-transaction');
  expect(args).toContain('--dbname=mydb');
  expect(args).toContain('--data-only');
  expect(lines.map((line) => line.split(' ').at(-2))).toEqual(['Parent', 'Child', 's']);
  writeFileSync(log, '');
  await undumpTables({ ...job, withTables: true });
  expect(readFileSync(log, 'utf8')).not.toContain('--data-only');
});
