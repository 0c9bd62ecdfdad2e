import { join } from 'node:path';
import { execa } from 'execa';
import { buildCli } from '../support/run-cli.ts';
import { findPrograms } from '../support/test-env.ts';

/** The program on a terminal of its own. */
export interface TerminalRun {
  /** Resolves with what the terminal shows, without styles, once that matches. */
  until(pattern: RegExp): Promise<string>;
  /** Everything that was written, escape bytes included. */
  raw(): string;
  /** Presses Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<{ readonly code: number }>;
}

// oxlint-disable-next-line no-control-regex -- the escape sequences of styles
const STYLES = /\u001b\[[0-9;]*m/g;
const TIMEOUT_MS = 60_000;

/** Runs `llmgw` on a pseudo-terminal, which `script` makes. */
export async function runOnTerminal(args: readonly string[], cwd: string): Promise<TerminalRun> {
  const folder = findPrograms(['script']);
  if (folder === null) {
    throw new Error('No terminal for the tests: install util-linux, which has `script`.');
  }
  const words = [process.execPath, await buildCli(), ...args].map((word) => `'${word}'`);
  const child = execa(join(folder, 'script'), ['-qec', `exec ${words.join(' ')}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    extendEnv: false,
    stdin: 'pipe',
    reject: false,
    timeout: TIMEOUT_MS,
  });
  let output = '';
  let look = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    look();
  });
  const shown = (): string => output.replaceAll(STYLES, '').replaceAll('\r\n', '\n');
  const ended = child.then(({ exitCode }) => ({ code: exitCode ?? -1 }));
  return {
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(shown())) resolve(shown());
        };
        void ended.then(({ code }) => reject(new Error(`it ended with ${code}:\n${output}`)));
        look();
      }),
    raw: () => output,
    interrupt: () => void child.stdin.write('\u0003'),
    ended,
  };
}
