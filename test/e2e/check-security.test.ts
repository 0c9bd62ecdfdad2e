import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { buildCli, runCli, type CliResult } from '../support/run-cli.ts';
import { ONE_RULE, OPEN_CONFIG, SAFE_CONFIG, ScanFolder } from '../support/scan-folder.ts';

let program = '';
let folder: ScanFolder;

beforeAll(async () => {
  program = await buildCli();
}, 60_000);

beforeEach(() => {
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG });
});

afterEach(() => folder.remove());

function check(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return runCli(['check-security', ...args], { cwd: folder.path, env: { ...folder.env, ...env } });
}

const FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown'];

describe('exit codes', () => {
  test.each(FORMATS)('are the same in the format %s', async (format) => {
    const rule = [...ONE_RULE, '--format', format];
    const codes = [
      await check(rule),
      await check([...rule, '--severity', 'LGW211=warning']),
      await check([...rule, '--severity', 'LGW211=info']),
    ];
    expect(codes.map(({ code }) => code)).toEqual([1, 2, 0]);
  });

  test('one critical finding and one warning are critical', async () => {
    folder.write('broken/config.yaml', 'a: [');
    expect((await check([...ONE_RULE, '--rule', 'LGW005'])).code).toBe(1);
  });

  test('a clean folder is 0', async () => {
    folder.write('config.yaml', SAFE_CONFIG);
    expect((await check(ONE_RULE)).code).toBe(0);
  });

  test.each([
    ['an unknown flag', ['--nonsense'], 64],
    ['an unknown rule', ['--rule', 'LGW999'], 64],
    ['flags that contradict each other', ['--staged', '--history'], 64],
    ['a path that leads nowhere', ['nowhere'], 66],
    ['a report that cannot be written', ['--format', 'json', '--output', '/nonexistent/x'], 74],
    ['a baseline that is not there', ['--baseline', 'nowhere.json'], 74],
    ['a baseline that is none', ['--baseline', 'config.yaml'], 64],
  ])('%s', async (_what, args, code) => {
    const result = await check(args);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(/^error\[E_\w+\]: .+/);
    expect(result.stderr).not.toContain(' at ');
  });

  test('a fault of our own is 70, and is no finding', async () => {
    const env = { NODE_ENV: 'test', LLMGW_FAILPOINTS: 'check-security=throw' };
    const result = await check([], env);
    expect([result.code, result.stdout]).toEqual([70, '']);
  });

  test('nothing but the document is on stdout, and nothing on stderr', async () => {
    const { stdout, stderr } = await check([...ONE_RULE, '--json', '--quiet']);
    expect(JSON.parse(stdout)).toMatchObject({ worst: 'critical' });
    expect(stderr).toBe('');
  });
});

test('fixes keep every other byte, are made once, and end with 0', async () => {
  folder.write('config.yaml', `\uFEFF${OPEN_CONFIG.replaceAll('\n', '\r\n')}`, 0o640);
  const first = await check([...ONE_RULE, '--fix']);
  expect([first.code, first.stderr]).toEqual([
    0,
    expect.stringContaining('fixed LGW211 in config.yaml'),
  ]);
  const fixed = `\uFEFF${SAFE_CONFIG.replaceAll('\n', '\r\n')}`;
  expect([folder.read('config.yaml'), folder.mode('config.yaml')]).toEqual([fixed, 0o640]);
  await check([...ONE_RULE, '--fix']);
  expect(folder.read('config.yaml')).toBe(fixed);
  expect(readdirSync(folder.path)).toEqual(['config.yaml']);
});

describe('as a git hook', () => {
  test('a commit that adds a fault is stopped, and one that mends it goes through', async () => {
    folder.git('init', '-q', '.');
    const hook = `#!/bin/sh\nexec '${process.execPath}' '${program}' check-security --rule LGW211 --staged\n`;
    folder.write('.git/hooks/pre-commit', hook, 0o755);
    folder.git('add', '-A');
    const commit = () =>
      execa('git', ['commit', '-q', '-m', 'x'], {
        cwd: folder.path,
        env: folder.env,
        reject: false,
      });
    const stopped = await commit();
    expect(stopped.exitCode).toBe(1);
    expect(stopped.stdout + stopped.stderr).toContain('LGW211');
    folder.write('config.yaml', SAFE_CONFIG);
    folder.git('add', '-A');
    expect((await commit()).exitCode).toBe(0);
  });

  test('the definition for pre-commit names a command line that works', async () => {
    const [hook] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as {
      id: string;
      entry: string;
      pass_filenames: boolean;
    }[];
    expect(hook).toMatchObject({ id: 'llmgw-check-security', pass_filenames: true });
    folder.git('init', '-q', '.');
    folder.git('add', '-A');
    const [, ...args] = (hook?.entry ?? '').split(' ');
    const result = await runCli([...args, 'config.yaml'], { cwd: folder.path, env: folder.env });
    expect(result.code).toBe(1);
  });
});

describe('in a pipeline', () => {
  interface Action {
    readonly runs: {
      readonly steps: readonly {
        readonly run: string;
        readonly env: Readonly<Record<string, string>>;
      }[];
    };
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  }

  const action = parse(readFileSync('action.yml', 'utf8')) as Action;

  /** Runs the step as a runner would, with these inputs. */
  async function runAction(inputs: Readonly<Record<string, string>>) {
    const [step] = action.runs.steps;
    const valueOf = (text: string): string =>
      text.replaceAll(/\$\{\{ (inputs|github)\.(\w+) \}\}/g, (_, kind: string, name: string) =>
        kind === 'github' ? resolve('.') : (inputs[name] ?? action.inputs[name]?.default ?? ''),
      );
    const env = Object.fromEntries(
      Object.entries(step?.env ?? {}).map(([name, text]) => [name, valueOf(text)]),
    );
    return execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
      cwd: folder.path,
      env: { ...folder.env, ...env },
      extendEnv: false,
      reject: false,
    });
  }

  test('the action writes annotations, and ends as the command does', async () => {
    const { exitCode, stdout } = await runAction({ args: '--rule LGW211', paths: 'config.yaml' });
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringContaining('::error file=config.yaml,line=5'),
    ]);
  });

  test('the action writes SARIF where it is told, and uploads nothing', async () => {
    const inputs = { format: 'sarif', output: 'out.sarif', args: '--rule LGW211 --no-exit-codes' };
    expect((await runAction(inputs)).exitCode).toBe(0);
    expect(JSON.parse(folder.read('out.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(action.runs.steps.some((step) => 'uses' in step)).toBe(false);
  });

  test('no input of the action is run as a command', async () => {
    await runAction({ paths: '$(touch pwned) ; touch pwned', args: '`touch pwned`' });
    expect(readdirSync(folder.path)).not.toContain('pwned');
  });

  test('the job for GitLab writes the reports that it names', async () => {
    const job = (parse(readFileSync('docs/gitlab-ci.yml', 'utf8')) as Record<string, unknown>)[
      'llmgw-check-security'
    ] as { script: string[]; artifacts: { reports: Record<string, string> } };
    const bin = join(folder.path, 'bin');
    mkdirSync(bin);
    // What npx would fetch is the program of this tree.
    writeFileSync(
      join(bin, 'npx'),
      `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${program}' "$@"\n`,
    );
    chmodSync(join(bin, 'npx'), 0o755);
    symlinkSync(process.execPath, join(bin, 'node'));
    const env = {
      ...folder.env,
      PATH: `${bin}:${folder.env['PATH']}`,
      LLMGW_VERSION: 'latest',
      LLMGW_ARGS: '--rule LGW211',
    };
    const run = execa('sh', ['-c', job.script.join('\n')], {
      cwd: folder.path,
      env,
      reject: false,
    });
    expect((await run).exitCode).toBe(1);
    for (const file of Object.values(job.artifacts.reports))
      expect(folder.read(file)).toContain('LGW211');
  });
});

test('examples of the help run as printed', () => {
  const help = execFileSync(process.execPath, [program, 'check-security', '--help'], {
    encoding: 'utf8',
  });
  const lines = [...help.matchAll(/^ {2}llmgw (check-security.*)$/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(lines.length).toBeGreaterThanOrEqual(2);
  folder.commit();
  for (const line of lines) {
    const run = () =>
      execFileSync(process.execPath, [program, ...line.split(' '), '--no-exit-codes'], {
        cwd: folder.path,
        env: folder.env,
        stdio: 'ignore',
      });
    expect(run).not.toThrow();
  }
});
