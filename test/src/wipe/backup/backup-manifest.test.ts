import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  readBackupManifest,
  writeBackupManifest,
  type BackupManifest,
} from '../../../../src/wipe/backup/backup-manifest.ts';
import { makeRunFolder } from '../../../support/nuke.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());

const MANIFEST: BackupManifest = {
  schema: 'llmgw.backup/v1',
  ...{
    runId: 'r',
    createdAt: '2026-11-23T00:00:00.000Z',
    where: 'h:1/d',
    systemIdentifier: null,
    serverVersion: '15',
  },
  ...{
    tableSchema: 'public',
    scope: 'data',
    format: 'rows',
    views: [],
    sequences: [],
    dump: null,
    secrets: 's',
  },
  tables: [
    {
      name: 'A',
      rows: 1,
      file: { name: '001-A.jsonl.gz', bytes: 1, sha256: 'x' },
      columns: ['id'],
    },
  ],
};

test('is read as it was written', () => {
  expect(writeBackupManifest(folder.path, MANIFEST)).toMatch(/^[0-9a-f]{64}$/);
  expect(readBackupManifest(folder.path)).toEqual(MANIFEST);
});

test.each([
  ['no JSON', '{'],
  ['no object', '3'],
  ['another document', '{"schema":"llmgw.nuke/v1"}'],
  ['no tables', JSON.stringify({ ...MANIFEST, tables: [{ name: 1 }] })],
  [
    'a file outside the folder',
    JSON.stringify({
      ...MANIFEST,
      tables: [{ ...MANIFEST.tables[0], file: { name: '../../etc/passwd', sha256: 'x' } }],
    }),
  ],
  ['a dump without its file', JSON.stringify({ ...MANIFEST, format: 'pg_dump' })],
])('%s is no backup', (_what, text) => {
  writeFileSync(join(folder.path, 'manifest.json'), text);
  expect(() => readBackupManifest(folder.path)).toThrow(
    expect.objectContaining({ code: 'E_NO_INPUT' }),
  );
});

test('a folder without it was never finished', () => {
  expect(() => readBackupManifest('/nowhere')).toThrow(
    expect.objectContaining({ code: 'E_NO_INPUT', hint: expect.stringContaining('--from') }),
  );
});
