import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { unprivileged } from '../../../../src/db/embedded/account.ts';
import { runProgram } from '../../../../src/db/embedded/run-program.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

const dir = makeTempDir('llmgw-emb-run-');
afterAll(() => removeTempDir(dir));
const usual = { account: null, timeoutMs: 10_000 };

describe('a program', () => {
  test('gets its arguments as they are, input, and no environment of ours', async () => {
    const script = 'echo "$1"; cat; env';
    const { ok, output } = await runProgram({
      ...usual,
      program: '/bin/sh',
      args: () => ['-c', script, 'sh', '$(id) "'],
      input: 'in\n',
    });
    expect(ok).toBe(true);
    expect(output.split('\n').slice(0, 2)).toEqual(['$(id) "', 'in']);
    expect(output).toContain('LC_ALL=C');
    expect(output).not.toMatch(/^(HOME|PG\w*|NODE_\w*)=/m);
  });

  test('that fails gives what it said', async () => {
    const failing = { ...usual, program: '/bin/sh', args: () => ['-c', 'echo no >&2; exit 3'] };
    expect(await runProgram(failing)).toEqual({ ok: false, output: 'no\n' });
  });

  test('that is not there is a failure as well', async () => {
    const end = await runProgram({ ...usual, program: join(dir, 'none'), args: () => [] });
    expect(end.ok).toBe(false);
    expect(end.output).toContain('ENOENT');
  });

  test('that takes too long is killed', async () => {
    const slow = { account: null, timeoutMs: 50.5, program: '/bin/sleep', args: () => ['60'] };
    const end = await runProgram(slow);
    expect(end).toEqual({ ok: false, output: '\n/bin/sleep was ended by SIGKILL' });
  });

  test('may use a folder that its account could not reach', async () => {
    const isRoot = process.getuid?.() === 0;
    const inner = join(dir, 'inner');
    mkdirSync(inner, { mode: 0o755 });
    writeFileSync(join(inner, 'file'), 'inside', { mode: 0o644 });
    const account = isRoot ? unprivileged('') : null;
    const read = { ...usual, account, program: '/bin/cat' };
    const byPath = await runProgram({ ...read, args: () => [join(inner, 'file')] });
    expect(byPath.ok).toBe(!isRoot);
    const given = await runProgram({ ...read, folder: inner, args: (name) => [`${name}/file`] });
    expect(given).toEqual({ ok: true, output: 'inside' });
  });
});
