import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { buildCli, runCli } from '../support/run-cli.ts';

let program = '';

beforeAll(async () => {
  program = await buildCli();
}, 60_000);

describe('the built program', () => {
  test('shows help without arguments', async () => {
    const result = await runCli([]);
    expect(result.stdout).toMatch(/^Usage: llmgw <command>[\s\S]*\n {2}serve /);
    expect([result.code, result.stderr]).toEqual([0, '']);
  });

  test('shows the help of a command with examples', async () => {
    const result = await runCli(['serve', '--help']);
    expect(result.stdout).toMatch(/^Usage: llmgw serve[\s\S]*Examples:/);
    expect([result.code, result.stderr]).toEqual([0, '']);
  });

  test('knows the version of its package', async () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    const { stdout } = await runCli(['--version', '--json']);
    expect(manifest).toMatchObject({
      version: (JSON.parse(stdout) as { version: string }).version,
    });
  });

  test.each([
    ['a command', ['serv'], "unknown command 'serv'\nhelp: did you mean serve?"],
    ['a flag', ['serve', '--confg', 'x'], "unknown option '--confg'\nhelp: did you mean --config?"],
  ])('suggests the nearest name of %s and exits with 64', async (_what, argv, message) => {
    const result = await runCli(argv);
    expect(result.stderr).toContain(message);
    expect([result.code, result.stdout]).toEqual([64, '']);
  });

  test('starts without loading what only commands need', () => {
    const eager = [program, ...readFileSync(program, 'utf8').matchAll(/from "(\.\/[^"]+)"/g)].map(
      (found) =>
        statSync(typeof found === 'string' ? found : join(dirname(program), found[1] ?? '')),
    );
    expect(eager.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(300_000);
  });

  test('can be started through a link from another folder', async () => {
    const { stdout } = await execa(program, ['--version'], { cwd: '/' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('streams', () => {
  test('a reader that leaves ends it quietly with 141', async () => {
    const child = execa(process.execPath, [program, '--help'], { reject: false, buffer: false });
    child.stdout.destroy();
    expect((await child).exitCode).toBe(141);
  });

  test('a full disk is an I/O error', async () => {
    const script = '"$0" "$1" --help > /dev/full';
    const args = ['-c', script, process.execPath, program];
    const { exitCode, stderr } = await execa('sh', args, { reject: false });
    expect(exitCode).toBe(74);
    expect(stderr).toMatch(/^error\[E_IO\]: the result cannot be written: ENOSPC/);
  });

  test('no escape byte is written under cron', async () => {
    const [help, error] = await Promise.all([
      runCli(['--help'], { env: { TERM: 'xterm-256color' } }),
      runCli(['nonsense'], { env: { TERM: 'xterm-256color' } }),
    ]);
    expect(help.stdout + error.stderr).not.toContain('\u001b');
  });

  test('colour comes where it is asked for', async () => {
    const [always, forced, never] = await Promise.all([
      runCli(['nonsense', '--color', 'always']),
      runCli(['nonsense'], { env: { FORCE_COLOR: '1' } }),
      runCli(['nonsense', '--color=never'], { env: { FORCE_COLOR: '1' } }),
    ]);
    expect(always.stderr).toContain('\u001b[31m');
    expect(forced.stderr).toContain('\u001b[31m');
    expect(never.stderr).not.toContain('\u001b');
  });

  test('with --json the last line of stderr is one document', async () => {
    const result = await runCli(['serve', '--json', '--nonsense']);
    const last = result.stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ error: { code: 'E_USAGE', exitCode: 64 } });
  });
});

test('a command that waits before it tries again is not taken for one that is over', async () => {
  const { code, stderr } = await runCli(['reencrypt-db', 'status'], {
    env: { DATABASE_URL: 'postgresql://u@127.0.0.1:1/db', LITELLM_SALT_KEY: 'sk-of-nobody-0001' },
  });
  expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('refused') });
});
