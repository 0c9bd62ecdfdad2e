import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PROGRAM = join(root, 'dist', 'llmgw.js');
const TIMEOUT_MS = 30_000;
const KILL_AFTER_MS = 2000;

/** How to run the program. */
export interface CliOptions {
  /** The whole environment besides PATH: nothing of the test's own leaks in. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

/** How a run ended. */
export interface CliResult {
  /** As a shell sees it: death by a signal is 128 plus its number. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run under way. */
export interface CliProcess {
  /** What it said on either stream so far. */
  output(): string;
  /** Resolves when its output matches; rejects when it ends before, or takes too long. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<CliResult>;
}

let built: Promise<unknown> | null = null;

/** Bundles the program if its sources have changed; once per test file. */
export async function buildCli(): Promise<string> {
  built ??= execa(process.execPath, [join(root, '.ci', 'bootstrap.mjs'), '--build']);
  await built;
  return PROGRAM;
}

/** Runs the built program to its end. */
export async function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  const cli = await startCli(args, options);
  return cli.ended;
}

/** Starts the built program. It never outlives the test process, nor its time-out. */
export async function startCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliProcess> {
  const child = execa(process.execPath, [await buildCli(), ...args], {
    cwd: options.cwd ?? root,
    // No test that does not ask for one starts a database.
    env: { PATH: process.env['PATH'] ?? '', LLMGW_DATABASE: 'off', ...options.env },
    extendEnv: false,
    input: options.stdin ?? '',
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = child.then(({ exitCode, signal, stdout, stderr, timedOut }) => {
    if (timedOut) throw new Error(`the program did not end:\n${output}`);
    return { code: exitCode ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0), stdout, stderr };
  });
  return {
    output: () => output,
    until: (pattern) => untilMatch(() => pattern.exec(output), child, ended),
    signal: (name) => void child.kill(name),
    ended,
  };
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGPIPE: 13,
  SIGTERM: 15,
};

interface Speaking {
  readonly stdout: NodeJS.ReadableStream;
  readonly stderr: NodeJS.ReadableStream;
}

function untilMatch(
  match: () => RegExpExecArray | null,
  { stdout, stderr }: Speaking,
  ended: Promise<CliResult>,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = match();
      if (found !== null) resolve(found);
    };
    stdout.on('data', look);
    stderr.on('data', look);
    ended.then(
      ({ code, stderr: said }) =>
        reject(new Error(`ended with ${code} before it said it:\n${said}`)),
      reject,
    );
    look();
  });
}
