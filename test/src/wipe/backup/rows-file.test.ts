import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  digestOf,
  readLines,
  syncFile,
  writeLines,
} from '../../../../src/wipe/backup/rows-file.ts';
import { makeRunFolder } from '../../../support/nuke.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());
const path = join(folder.path, 'a.jsonl.gz');

async function* pages(): AsyncGenerator<string> {
  yield '["a","\u2028\u00e9"]\n[null]\n';
  yield `["${'x'.repeat(200_000)}é"]\n`;
}

async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(file)) lines.push(line);
  return lines;
}

test('lines come back as they were, also those with odd separators in them', async () => {
  const file = await writeLines(path, 'a.jsonl.gz', pages());
  expect(file).toEqual({ name: 'a.jsonl.gz', ...(await digestOf(path)) });
  syncFile(path);
  const lines = await linesOf(path);
  expect(lines.slice(0, 2)).toEqual(['["a","\u2028\u00e9"]', '[null]']);
  expect(lines[2]).toHaveLength(200_005);
  expect(lines).toHaveLength(3);
});

test('an old file is not overwritten', async () => {
  await expect(writeLines(path, 'a', pages())).rejects.toMatchObject({ code: 'EEXIST' });
});

test('a damaged or missing file is an error, not an end', async () => {
  const broken = join(folder.path, 'b.gz');
  writeFileSync(broken, readFileSync(path).subarray(0, 60));
  await expect(linesOf(broken)).rejects.toThrow('unexpected end of file');
  await expect(linesOf(join(folder.path, 'none.gz'))).rejects.toMatchObject({ code: 'ENOENT' });
});
