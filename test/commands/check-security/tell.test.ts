import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ONE_RULE, OPEN_CONFIG, ScanFolder } from '../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG });
});

afterEach(() => folder.remove());

test('a dry run shows the difference in place of a text, and changes nothing', async () => {
  const { code, stdout, stderr } = await folder.check([...ONE_RULE, '--fix', '--dry-run']);
  expect(stdout).toContain('-      auth: false # …\n+      auth: true # …\n');
  expect([code, stderr]).toEqual([1, expect.stringContaining('1 critical')]);
  expect(folder.read('config.yaml')).toBe(OPEN_CONFIG);
});

test('with JSON on stdout the difference goes to stderr', async () => {
  const { stdout, stderr } = await folder.check([...ONE_RULE, '--fix', '--dry-run', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ worst: 'critical' });
  expect(stderr).toContain('+      auth: true');
});

test('verbose says how much was looked at, quiet nothing', async () => {
  folder.write('a.bin', '\0');
  const { stderr } = await folder.check([...ONE_RULE, '-v']);
  expect(stderr).toMatch(/^1 rules, 1 files, \d+ characters\nleft out: 1 binary\n$/);
  expect((await folder.check([...ONE_RULE, '--fix', '-q'])).stderr).toBe('');
});
