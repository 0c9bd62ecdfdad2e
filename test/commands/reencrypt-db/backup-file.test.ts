import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BackupFile } from '../../../commands/reencrypt-db/backup-file.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

const LABEL = {
  runId: 'run-1',
  createdAt: '2026-11-23T03:31:38.000Z',
  where: '10.0.4.7:5432/litellm',
  kids: { old: ['11111111'], next: '22222222' },
};

let dir: string;
let backup: BackupFile;

beforeEach(() => {
  dir = makeTempDir('llmgw-backup-');
  backup = new BackupFile(join(dir, 'deep', 'run-1'), LABEL);
});
afterEach(() => {
  backup.close();
  removeTempDir(dir);
});

function row(id: number, old = `{"api_key": "cipher-${id}"}`) {
  return { table: 'LiteLLM_ProxyModelTable', column: 'litellm_params', pk: [`m-${id}`], old };
}

function linesOf(path: string): unknown[] {
  const text = gunzipSync(readFileSync(path)).toString();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

function manifest(): Record<string, unknown> {
  const path = join(backup.folder, 'manifest.json');
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

describe('a backup', () => {
  test('holds every value exactly, for its owner alone', async () => {
    const odd = '{"a": 1.10, "\\u00e4": "\\"\\\\\\n"}';
    backup.add(row(1));
    backup.add(row(2, odd));
    const sealed = await backup.seal();
    expect(linesOf(sealed.path)).toEqual([row(1), row(2, odd)]);
    expect(statSync(sealed.path).mode & 0o777).toBe(0o600);
    expect(statSync(backup.folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(backup.folder, 'manifest.json')).mode & 0o777).toBe(0o600);
  });

  test('says what it is, of what, and how much', async () => {
    backup.add(row(1));
    backup.add({ table: 'LiteLLM_Config', column: 'param_value', pk: ['x'], old: '{}' });
    const { sha256, bytes, path } = await backup.seal();
    expect(sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(manifest()).toMatchObject({
      ...{ schema: 'llmgw.reencrypt-backup/v1', ...LABEL, sha256, bytes, rows: 2 },
      columns: [
        { place: 'LiteLLM_ProxyModelTable.litellm_params', rows: 1 },
        { place: 'LiteLLM_Config.param_value', rows: 1 },
      ],
    });
  });

  test('can be sealed again when more has come', async () => {
    backup.add(row(1));
    await backup.seal();
    backup.add(row(2));
    const { path, sha256 } = await backup.seal();
    expect(linesOf(path)).toHaveLength(2);
    expect(sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
  });

  test('of many values is written in blocks', async () => {
    for (let id = 0; id < 5_000; id += 1) backup.add(row(id, `x${'y'.repeat(200)}`));
    const { path } = await backup.seal();
    expect(linesOf(path)).toHaveLength(5_000);
    expect(manifest()).toMatchObject({ rows: 5_000 });
  });

  test('learns which database it was', async () => {
    const identity = {
      ...{ name: 'litellm', host: 'db', serverVersion: '15.18', schema: 'public' },
      systemIdentifier: '7711',
    };
    backup.identify(identity);
    expect(existsSync(backup.folder)).toBe(false);
    backup.add(row(1));
    await backup.seal();
    expect(manifest()).toMatchObject({ database: identity });
  });
});

describe('a disk that does not take it', () => {
  test('is an I/O error before anything else happens', async () => {
    writeFileSync(join(dir, 'deep'), 'a file, no folder');
    backup.add(row(1));
    await expect(backup.seal()).rejects.toMatchObject({ code: 'E_IO', where: backup.folder });
  });

  test('shows when the values are read back', async () => {
    for (let id = 0; id < 3_000; id += 1) backup.add(row(id, 'z'.repeat(200)));
    // A part of what was written is gone, as on a lying disk.
    truncateSync(backup.path, statSync(backup.path).size - 100);
    await expect(backup.seal()).rejects.toThrow('the backup does not read as it was written');
  });

  test('a folder of another run is not written over', async () => {
    backup.add(row(1));
    await backup.seal();
    const second = new BackupFile(backup.folder, LABEL);
    second.add(row(2));
    await expect(second.seal()).rejects.toMatchObject({ code: 'E_IO', message: /EEXIST/ });
  });
});
