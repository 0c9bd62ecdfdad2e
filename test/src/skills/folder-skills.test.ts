import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listFolderSkills, readFolderSkill } from '../../../src/skills/folder-skills.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { skillMd } from '../../support/zip.ts';

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-skills-');
});
afterEach(() => removeTempDir(dir));

function put(folder: string, name: string, text: string | Buffer = skillMd(name)): void {
  mkdirSync(join(dir, folder, name), { recursive: true });
  writeFileSync(join(dir, folder, name, 'SKILL.md'), text);
}

test('the first folder that has a name wins', async () => {
  put('one', 'pdf', skillMd('pdf', 'first'));
  put('two', 'pdf', skillMd('pdf', 'second'));
  put('two', 'csv');
  const folders = [join(dir, 'one'), join(dir, 'two')];
  expect((await readFolderSkill(folders, 'pdf'))?.skill).toMatchObject({
    ...{ id: 'pdf', name: 'pdf', title: 'pdf', text: expect.stringContaining('first') },
  });
  const { skills, faults } = await listFolderSkills(folders);
  expect(skills.map(({ summary }) => summary.id)).toEqual(['csv', 'pdf']);
  expect(skills[0]?.summary.description).toBe('What csv is for.');
  expect(faults).toEqual([]);
});

test('what is no skill is none; what is a broken one is said with its line', async () => {
  put('one', 'good');
  put('one', 'bad', '---\nname: other\ndescription: x\n---\n');
  put('one', 'binary', Buffer.from([0xff]));
  put('one', 'huge', skillMd('huge', 'x'.repeat(300_000)));
  mkdirSync(join(dir, 'one', 'empty'));
  mkdirSync(join(dir, 'one', 'folder', 'SKILL.md'), { recursive: true });
  writeFileSync(join(dir, 'one', 'a-file'), '');
  symlinkSync('/etc', join(dir, 'one', 'link'));
  const { skills, faults } = await listFolderSkills([join(dir, 'one'), join(dir, 'gone')]);
  expect(skills.map(({ skill }) => skill.id)).toEqual(['good']);
  expect(faults.map(({ message }) => message.replaceAll(dir, ''))).toEqual([
    '/gone: the folder cannot be read (ENOENT)',
    '/one/bad/SKILL.md:2: `name` must be the name of its folder, `bad`',
    '/one/binary/SKILL.md: is not UTF-8',
    '/one/folder/SKILL.md: is not a file',
    '/one/huge/SKILL.md: has more than 262144 bytes',
  ]);
});

test('no name leads out of the folder', async () => {
  put('one', 'pdf');
  const folders = [join(dir, 'one', 'pdf')];
  for (const name of ['..', '../pdf', '.', '', '/', 'pdf/../pdf', 'x'.repeat(100)]) {
    expect(await readFolderSkill(folders, name)).toBeNull();
  }
});
