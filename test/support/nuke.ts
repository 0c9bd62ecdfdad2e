import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '../../commands/context.ts';
import { commands } from '../../commands/registry.ts';
import { main } from '../../src/cli/main.ts';
import { captureIo, type CapturedIo } from './io.ts';

/** How to run a maintenance command within the test process. */
export interface NukeRun {
  readonly url: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly tty?: boolean;
}

/** How it ended. */
export interface NukeEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `llmgw ARGS…`; its streams can be watched while it runs. */
export function startCommand(
  args: readonly string[],
  { url, cwd, env = {}, ...rest }: NukeRun,
): { readonly captured: CapturedIo; readonly ended: Promise<NukeEnd> } {
  const path = process.env['PATH'] ?? '';
  const captured = captureIo({ env: { PATH: path, DATABASE_URL: url, ...env }, cwd, ...rest });
  const ended = main([...args], captured.io, commands, createContext).then((code) => ({
    code,
    stdout: captured.stdout(),
    stderr: captured.stderr(),
  }));
  return { captured, ended };
}

/** Runs `llmgw ARGS…` to its end. */
export async function runCommand(args: readonly string[], run: NukeRun): Promise<NukeEnd> {
  return startCommand(args, run).ended;
}

/** What `nuke-db plan --json` says. */
export interface PlanDocument {
  readonly confirm_token: string;
  readonly rows: number;
  readonly tables: readonly { readonly table: string; readonly before: number }[];
  readonly [field: string]: unknown;
}

/** Plans, and gives the document. */
export async function planNuke(run: NukeRun, ...args: readonly string[]): Promise<PlanDocument> {
  const { code, stdout, stderr } = await runCommand(
    ['nuke-db', 'plan', '--json', '--watch', '0', ...args],
    run,
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as PlanDocument;
}

/** Plans, then runs with the token, without a backup unless `args` name one. */
export async function nukeAll(run: NukeRun, ...args: readonly string[]): Promise<NukeEnd> {
  const scope = args.filter((_, at) =>
    ['--scope', '--tables', '--method'].some((flag) => args[at] === flag || args[at - 1] === flag),
  );
  const flags = args.filter((flag) => flag === '--with-migrations');
  const { confirm_token: token, rows } = await planNuke(run, ...scope, ...flags);
  const backup = args.some((flag) => flag.startsWith('--backup') || flag === '--exact-backup')
    ? []
    : ['--no-backup', '--discard-rows', String(rows)];
  const base = ['nuke-db', 'run', '--watch', '0', '--json', '--confirm', token];
  return runCommand([...base, ...backup, ...args], run);
}

/** The last line of the newest run log in a folder. */
export function lastLogLine(cwd: string): Record<string, unknown> {
  const folder = join(cwd, '.llmgw', 'runs');
  const name =
    readdirSync(folder)
      .filter((file) => file.startsWith('nuke-'))
      .sort()
      .at(-1) ?? '';
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
}

/** A folder for one test file. */
export function makeRunFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'llmgw-nuke-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
