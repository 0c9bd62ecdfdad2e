import { expect, test } from '@jest/globals';
import { ZipArchive } from '../../../src/skills/zip-reader.ts';
import { writeZip } from '../../../src/skills/zip-writer.ts';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

const FILES = [
  { path: 'pdf/SKILL.md', content: Buffer.from('über') },
  { path: 'pdf/empty', content: Buffer.alloc(0) },
  { path: 'pdf/ünï.txt', content: Buffer.from([0, 255, 1]) },
];

test('what is written is read again', () => {
  const archive = ZipArchive.open(writeZip(FILES));
  expect(archive.entries.map(({ path }) => path)).toEqual(FILES.map(({ path }) => path));
  for (const { path, content } of FILES) expect(archive.read(path, 100)).toEqual(content);
});

test('the same files give the same archive', () => {
  expect(writeZip(FILES)).toEqual(writeZip(FILES));
});

test("Python's zipfile, with which LiteLLM reads it, finds nothing wrong with it", () => {
  const dir = makeTempDir('llmgw-zip-');
  const file = join(dir, 'a.zip');
  writeFileSync(file, writeZip(FILES));
  const script =
    'import sys, zipfile, json\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n' +
    'print(json.dumps([n for n in z.namelist()]))';
  const out = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' });
  expect(JSON.parse(out)).toEqual(FILES.map(({ path }) => path));
  removeTempDir(dir);
});
