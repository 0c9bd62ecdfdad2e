import { readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mediaSaver } from '../../../commands/run-mcp-tool/save-media.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

let cwd: string;
beforeEach(() => {
  cwd = makeTempDir('llmgw-media-');
});
afterEach(() => removeTempDir(cwd));

const media = (mimeType: string, text = 'bytes') => ({
  mimeType,
  data: Buffer.from(text).toString('base64'),
});

test('without a folder they are only named', () => {
  const save = mediaSaver(null, { cwd, tool: 'draw' });
  expect(save(media('image/png'))).toBe('[image/png 5 B]');
  expect(save(media('image/png', 'x'.repeat(3_000)))).toBe('[image/png 3 kB]');
});

test('each into a file of its own, with an ending of ours', () => {
  const save = mediaSaver('out', { cwd, tool: '../draw me' });
  expect(save(media('image/png', 'one'))).toBe(join(cwd, 'out', '___draw_me-1.png'));
  expect(save(media('IMAGE/JPEG; q=1'))).toBe(join(cwd, 'out', '___draw_me-2.jpg'));
  expect(save(media('../../x'))).toBe(join(cwd, 'out', '___draw_me-3.bin'));
  expect(readFileSync(join(cwd, 'out', '___draw_me-1.png'), 'utf8')).toBe('one');
});

test('nothing is written over', () => {
  writeFileSync(join(cwd, 'draw-1.png'), 'before');
  const path = mediaSaver('.', { cwd, tool: 'draw' })(media('image/png'));
  expect(path).toBe(join(cwd, 'draw-2.png'));
  expect(readFileSync(join(cwd, 'draw-1.png'), 'utf8')).toBe('before');
});

test('nor through a link that leads elsewhere', () => {
  symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'draw-1.png'));
  const path = mediaSaver('.', { cwd, tool: 'draw' })(media('image/png'));
  expect(path).toBe(join(cwd, 'draw-2.png'));
  expect(readdirSync(cwd)).toEqual(['draw-1.png', 'draw-2.png']);
});

test('a folder that cannot be made', () => {
  writeFileSync(join(cwd, 'file'), '');
  const save = mediaSaver('file', { cwd, tool: 'draw' });
  expect(() => save(media('image/png'))).toThrow(
    expect.objectContaining({ code: 'E_IO', hint: 'name another folder with --save-dir' }),
  );
});
