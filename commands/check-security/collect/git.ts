import { execa } from 'execa';
import { LlmgwError } from '../../../src/core/errors.ts';

/** Where git is run, and with which variables: a hook sets `GIT_INDEX_FILE`. */
export interface GitPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const TIMEOUT_MS = 60_000;
const KILL_AFTER_MS = 1_000;
const MAX_BYTES = 1_024 ** 3;
/** A repository that is only looked at must not be able to run programs of its own. */
const TAME = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager'];

/** What git wrote, or null when there is no git, no repository, or it would not. */
export async function tryGit(
  { cwd, env }: GitPlace,
  args: readonly string[],
  input?: string,
): Promise<Buffer | null> {
  const result = await execa('git', [...TAME, ...args], {
    cwd,
    env: { ...env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    extendEnv: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    stderr: 'ignore',
    encoding: 'buffer',
    maxBuffer: MAX_BYTES,
    timeout: TIMEOUT_MS,
    forceKillAfterDelay: KILL_AFTER_MS,
    reject: false,
  });
  if (result.failed) return null;
  const { buffer, byteOffset, byteLength } = result.stdout;
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What git wrote; throws `E_IO` when it fails. */
export async function runGit(
  place: GitPlace,
  args: readonly string[],
  input?: string,
): Promise<Buffer> {
  const output = await tryGit(place, args, input);
  if (output !== null) return output;
  throw new LlmgwError('E_IO', `git ${args[0] ?? ''} failed`, {
    where: place.cwd,
    hint: `run it by hand to see why: git ${args.slice(0, 4).join(' ')}`,
  });
}

/** The parts of an output that `-z` ends with NUL. */
export function splitNul(output: Buffer): readonly string[] {
  const parts = output.toString('utf8').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

/** The top folder of the repository that `cwd` is in; null: it is in none, or there is no git. */
export async function gitTop(place: GitPlace): Promise<string | null> {
  const output = await tryGit(place, ['rev-parse', '--show-toplevel']);
  return output === null ? null : output.toString('utf8').replace(/\r?\n$/, '');
}
