import { expect, test } from '@jest/globals';
import { runCommand } from '../../support/nuke.ts';

const at = { url: '', cwd: '/nowhere' };

test('wants to know which backup', async () => {
  const { code, stderr } = await runCommand(['restore'], at);
  expect([code, stderr]).toEqual([64, expect.stringContaining('--from')]);
  expect((await runCommand(['restore', '--from', 'x', '--timeout', 'soon'], at)).code).toBe(64);
});

test('a folder without a manifest is no backup', async () => {
  expect((await runCommand(['restore', '--from', '/nowhere'], at)).code).toBe(66);
});
