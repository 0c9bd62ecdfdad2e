import { expect, test } from '@jest/globals';
import { runCommand } from '../../support/nuke.ts';

const at = { url: '', cwd: '/nowhere' };

test('its help names every action and guard flag', async () => {
  const { code, stdout } = await runCommand(['nuke-db', '--help'], at);
  expect(code).toBe(0);
  for (const word of [
    'plan',
    'mark',
    'protect',
    '--production',
    '--discard-rows',
    '--exact-backup',
    'Examples:',
  ]) {
    expect(stdout).toContain(word);
  }
});

test('without a database it says where one is looked for', async () => {
  const { code, stderr } = await runCommand(['nuke-db', 'plan'], at);
  expect(code).toBe(78);
  expect(stderr).toContain('DATABASE_URL');
});

test('a wrong word is 64', async () => {
  expect((await runCommand(['nuke-db', 'wipe'], at)).code).toBe(64);
});
