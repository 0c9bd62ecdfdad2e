import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../src/config/finding-log.ts';
import { MAX_FILE_BYTES, readFileFromDisk, readSource } from '../../../src/config/read-source.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'llmgw-read-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function read(path: string, readFile = readFileFromDisk) {
  const log = new FindingLog();
  const source = readSource({ path, readFile, log });
  return { source, names: log.sorted([]).map(({ name }) => name) };
}

function failing(code: string) {
  return () => {
    throw Object.assign(new Error('no'), { code });
  };
}

describe('readSource', () => {
  test('reads UTF-8', () => {
    const path = join(folder, 'ok.yaml');
    writeFileSync(path, 'ä: 1');
    expect(read(path)).toEqual({ source: { path, text: 'ä: 1' }, names: [] });
  });

  test('tells a missing file and a folder', () => {
    expect(read(join(folder, 'nope.yaml')).names).toEqual(['file-missing']);
    expect(read(join(folder, 'ok.yaml', 'x')).names).toEqual(['file-missing']);
    expect(read(folder).names).toEqual(['file-unreadable']);
  });

  test('refuses what is no UTF-8 and what is too large', () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00]));
    expect(read(path).names).toEqual(['file-unreadable']);
    writeFileSync(path, 'x'.repeat(MAX_FILE_BYTES + 1));
    expect(read(path).names).toEqual(['file-too-large']);
    expect(read('any', () => 'ä'.repeat(MAX_FILE_BYTES / 2 + 1)).names).toEqual(['file-too-large']);
  });

  test('tells other faults', () => {
    expect(read('any', failing('EACCES')).names).toEqual(['file-unreadable']);
    expect(read('any', failing('EIO')).names).toEqual(['file-unreadable']);
  });

  test('points at the line that asked for the file', () => {
    const log = new FindingLog();
    const askedAt = { file: 'c.yaml', line: 2, column: 5 };
    readSource({ path: '/nope', readFile: failing('ENOENT'), log, askedAt });
    expect(log.sorted([])).toMatchObject([{ position: askedAt }]);
  });
});
