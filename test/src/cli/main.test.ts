import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import type { Closable, CommandDefinition, CommandEntry } from '../../../src/cli/command.ts';
import type { GlobalOptions } from '../../../src/cli/global-options.ts';
import { main } from '../../../src/cli/main.ts';
import { LlmgwError } from '../../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../../src/core/exit-codes.ts';
import { captureIo, type CapturedIo, type CaptureOptions } from '../../support/io.ts';

interface Context extends Closable {
  readonly io: CapturedIo['io'];
  readonly options: GlobalOptions;
}

/** Crash files of the faults in here go with it. */
const cwd = mkdtempSync(join(tmpdir(), 'llmgw-main-'));
mkdirSync(join(cwd, '.llmgw'));
afterAll(() => rmSync(cwd, { recursive: true }));

type Story = (command: Command, context: Context, captured: CapturedIo) => Promise<ExitCode>;

interface Outcome {
  readonly code: number;
  readonly captured: CapturedIo;
  readonly loaded: readonly string[];
  readonly closed: number;
}

interface Setting extends CaptureOptions {
  readonly story?: Story;
  readonly onClose?: () => void;
}

/** Runs `argv` against a program with the commands `brew` (flags, one argument) and `pour`. */
async function run(argv: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const captured = captureIo({ cwd, ...setting });
  const loaded: string[] = [];
  let closed = 0;
  const story = setting.story ?? (() => Promise.resolve(EXIT.ok));
  const load = (name: string) => (): Promise<CommandDefinition<Context>> => {
    loaded.push(name);
    return Promise.resolve({
      configure: (command) =>
        void command.argument('[cup]').option('--strength <n>', 'how strong').option('--sugar'),
      run: (command, context) => story(command, context, captured),
    });
  };
  const registry: readonly CommandEntry<Context>[] = [
    { name: 'brew', summary: 'Make a pot', load: load('brew') },
    { name: 'pour', summary: 'Fill a cup', load: load('pour') },
  ];
  const code = await main(argv, captured.io, registry, (io, options) => ({
    io,
    options,
    close: () => {
      closed += 1;
      setting.onClose?.();
      return Promise.resolve();
    },
  }));
  return { code, captured, loaded, closed };
}

describe('argument table', () => {
  const cases: readonly [string, readonly string[], number, RegExp, RegExp][] = [
    ['no arguments show help', [], 0, /Make a pot[\s\S]*Fill a cup/, /^$/],
    ['--help lists every command', ['--help'], 0, /brew .*\n.*pour /, /^$/],
    ['help lists every command', ['help'], 0, /brew .*\n.*pour /, /^$/],
    ['only a shared flag shows help', ['-q'], 0, /Usage: llmgw/, /^$/],
    ['the help of a command', ['brew', '--help'], 0, /--strength <n>[\s\S]*--env-file/, /^$/],
    ['help of a command', ['help', 'brew'], 0, /Usage: llmgw brew/, /^$/],
    ['help of an unknown command', ['help', 'brw'], 0, /Usage: llmgw <command>/, /^$/],
    ['a version', ['--version'], 0, /^\d+\.\d+\.\d+/, /^$/],
    ['a version after a command', ['brew', '-V'], 0, /^\d+\.\d+\.\d+/, /^$/],
    ['an unknown command', ['brw'], 64, /^$/, /unknown command 'brw'\nhelp: did you mean brew\?/],
    ['an unknown flag', ['brew', '--sugr'], 64, /^$/, /'--sugr'\nhelp: did you mean --sugar\?/],
    ['an unknown flag alone', ['--jsn'], 64, /^$/, /'--jsn'\nhelp: did you mean --json\?/],
    ['no guess, no suggestion', ['brew', '--x'], 64, /^$/, /help: see `llmgw brew --help`/],
    ['a flag without its value', ['brew', '--strength'], 64, /^$/, /argument missing/],
    ['too many arguments', ['brew', 'a', 'b'], 64, /^$/, /too many arguments/],
    ['a value out of the list', ['brew', '--color', 'red'], 64, /^$/, /Allowed choices are auto/],
  ];
  test.each(cases)('%s', async (_title, argv, code, stdout, stderr) => {
    const outcome = await run(argv);
    expect(outcome.captured.stdout()).toMatch(stdout);
    expect(outcome.captured.stderr()).toMatch(stderr);
    expect(outcome.code).toBe(code);
  });
});

describe('loading', () => {
  test('help of the program loads no command and makes no context', async () => {
    const outcome = await run(['--help']);
    expect(outcome.loaded).toEqual([]);
    expect(outcome.closed).toBe(0);
  });

  test('only the invoked command is loaded, once', async () => {
    expect((await run(['pour', '--sugar'])).loaded).toEqual(['pour']);
    expect((await run(['pour', '--help'])).loaded).toEqual(['pour']);
  });
});

describe('running', () => {
  test('the exit code is the one the command returns', async () => {
    const outcome = await run(['brew'], { story: () => Promise.resolve(EXIT.partial) });
    expect(outcome.code).toBe(8);
    expect(outcome.closed).toBe(1);
  });

  test('shared flags count before and after the command', async () => {
    const seen: GlobalOptions[] = [];
    const story: Story = (_command, { options }) => {
      seen.push(options);
      return Promise.resolve(EXIT.ok);
    };
    await run(['--json', '-v', 'brew', '-v', '-c', 'a.yaml', '--env-file', 'x'], { story });
    await run(['brew'], { story, env: { LLMGW_CONFIG: 'b.yaml', LLMGW_ENV_FILES: 'y,z' } });
    expect(seen).toMatchObject([
      { json: true, verbosity: 2, config: 'a.yaml', envFiles: ['x'], quiet: false },
      { json: false, verbosity: 0, config: 'b.yaml', envFiles: ['y', 'z'], color: 'auto' },
    ]);
  });

  test('a command reads its own flags', async () => {
    const story: Story = (command, { io }) => {
      io.stdout.write(JSON.stringify([command.args, command.opts()]));
      return Promise.resolve(EXIT.ok);
    };
    const outcome = await run(['brew', 'big', '--strength', '9'], { story });
    expect(outcome.captured.stdout()).toBe('[["big"],{"strength":"9"}]');
  });

  test('--version --json is one document', async () => {
    const outcome = await run(['--version', '--json']);
    expect(JSON.parse(outcome.captured.stdout())).toMatchObject({
      schema: 'llmgw.version.v1',
      node: process.version,
    });
  });

  test('a context that cannot be closed is a fault of ours', async () => {
    const onClose = (): void => {
      throw new Error('stuck');
    };
    expect((await run(['brew'], { onClose })).code).toBe(70);
  });
});

describe('failing', () => {
  const refuse: Story = () => {
    throw new LlmgwError('E_CONFIG', 'no model', { where: 'a.yaml:3:1', hint: 'add one' });
  };

  test('an expected error says what, where and what next', async () => {
    const outcome = await run(['brew'], { story: refuse });
    expect(outcome.captured.stderr()).toBe(
      'error[E_CONFIG]: no model\n --> a.yaml:3:1\nhelp: add one\n',
    );
    expect(outcome.code).toBe(78);
    expect(outcome.closed).toBe(1);
  });

  test('with --json the last line of stderr is one document', async () => {
    const outcome = await run(['brew', '--json'], { story: refuse });
    const last = outcome.captured.stderr().trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toEqual({
      error: {
        code: 'E_CONFIG',
        message: 'no model',
        exitCode: 78,
        where: 'a.yaml:3:1',
        hint: 'add one',
        docs: 'docs/errors.md#e_config',
      },
    });
    expect((await run(['brw', '--json'])).captured.stderr()).toMatch(/^\{"error":\{"code":"E_US/);
  });

  test('a throw is a fault of ours, with an apology and without a stack', async () => {
    const story: Story = () => Promise.reject(new TypeError('x is not a function'));
    const outcome = await run(['brew'], { story });
    expect(outcome.code).toBe(70);
    expect(outcome.captured.stderr()).toMatch(/error\[E_SOFTWARE\].*sorry: x is not a function/);
    expect(outcome.captured.stderr()).not.toMatch(/\n +at /);
  });

  test('LLMGW_LOG=debug shows the stack', async () => {
    const story: Story = () => Promise.reject(new TypeError('x'));
    const outcome = await run(['brew'], { story, env: { LLMGW_LOG: 'debug' } });
    expect(outcome.captured.stderr()).toMatch(/TypeError: x\n +at /);
  });
});

describe('interrupting', () => {
  const forever = (): Promise<ExitCode> => new Promise(() => undefined);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s ends a command with %i and closes its context', async (signal, code) => {
    const story: Story = (_command, _context, captured) => {
      captured.emit(signal);
      return forever();
    };
    const outcome = await run(['brew'], { story });
    expect([outcome.code, outcome.closed]).toEqual([code, 1]);
    expect(outcome.captured.stderr()).toBe('');
  });

  test('a command can take a signal over', async () => {
    const story: Story = (_command, { io }, captured) =>
      new Promise((resolve) => {
        io.onSignal('SIGTERM', () => resolve(EXIT.ok));
        captured.emit('SIGTERM');
      });
    expect((await run(['brew'], { story })).code).toBe(0);
  });

  test('an exception nobody caught is a fault of ours', async () => {
    const story: Story = (_command, _context, captured) => {
      captured.emit('uncaughtException', new Error('lost'));
      return forever();
    };
    const outcome = await run(['brew'], { story });
    expect(outcome.code).toBe(70);
    expect(outcome.captured.stderr()).toMatch(/sorry: lost/);
  });

  test('a closed stdout ends quietly, also when the command was done first', async () => {
    const story: Story = (_command, { io }, captured) => {
      captured.breakPipe();
      io.stdout.write('a line');
      return Promise.resolve(EXIT.ok);
    };
    const outcome = await run(['brew'], { story });
    expect(outcome.code).toBe(141);
    expect(outcome.captured.stderr()).toBe('');
  });

  test('nothing listens to the process afterwards', async () => {
    const { captured } = await run(['brew']);
    const events = ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'];
    expect(events.map((event) => captured.listeners(event))).toEqual([0, 0, 0, 0]);
  });
});
