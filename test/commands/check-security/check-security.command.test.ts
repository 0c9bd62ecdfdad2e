import { expect, test } from '@jest/globals';
import { ScanFolder } from '../../support/scan-folder.ts';

test.each([
  [['--max-file-size', 'large']],
  [['--max-file-size', '0']],
  [['--jobs', '0']],
  [['--verify-timeout', '0']],
  [['--persona', 'loud']],
  [['--fail-on', 'info']],
  [['--min-severity', 'high']],
])('%j is a mistake', async (args) => {
  const folder = new ScanFolder({ 'a.txt': 'x' });
  expect((await folder.check(args)).code).toBe(64);
  folder.remove();
});

test('sizes are read with their units', async () => {
  const folder = new ScanFolder({ 'a.txt': 'x'.repeat(3_000) });
  const listed = async (size: string) =>
    (await folder.check(['--list-files', '--max-file-size', size])).stdout;
  expect(await listed('2KiB')).toBe('');
  expect(await listed('3k')).toBe('a.txt\n');
  expect(await listed('1.5MB')).toBe('a.txt\n');
  folder.remove();
});

test('the help says what the exit codes mean, and has examples', async () => {
  const folder = new ScanFolder();
  const { code, stdout } = await folder.check(['--help']);
  expect(stdout).toMatch(/Exit codes, whatever the format[\s\S]*Examples:/);
  expect(code).toBe(0);
  folder.remove();
});
