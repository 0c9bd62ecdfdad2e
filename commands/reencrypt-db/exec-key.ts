import { execa } from 'execa';
import { LlmgwError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';

/** What a program is run with. */
export interface ExecPlace {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const TIMEOUT_MS = 10_000;
const KILL_AFTER_MS = 1_000;
const MAX_BYTES = 64 * 1_024;

/**
 * The key that a program prints: `vault kv get -field=salt secret/litellm`. Its words are split as a
 * shell would, but no shell reads them: nothing is expanded. Throws `E_FAILED` when it fails or takes
 * longer than 10 s; what it printed is not repeated.
 */
export async function runKeyProgram(
  command: string,
  { variables, cwd }: ExecPlace,
): Promise<{ readonly key: Secret; readonly origin: string }> {
  const [program, ...args] = splitWords(command);
  if (program === undefined) throw new LlmgwError('E_USAGE', 'an empty command gives no key');
  const result = await execa(program, args, {
    cwd,
    env: variables,
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    encoding: 'utf8',
    maxBuffer: MAX_BYTES,
    stripFinalNewline: false,
    timeout: TIMEOUT_MS,
    forceKillAfterDelay: KILL_AFTER_MS,
    reject: false,
  });
  if (!result.failed) {
    return { key: new Secret(result.stdout.replace(/\r?\n$/, '')), origin: program };
  }
  throw new LlmgwError('E_FAILED', `${program} gave no key: ${reasonOf(result)}`, {
    where: program,
    hint: 'run it by hand to see what it says',
  });
}

interface Failed {
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
}

function reasonOf({ timedOut, isMaxBuffer, exitCode, code }: Failed): string {
  if (timedOut) return `no answer within ${TIMEOUT_MS / 1_000} s`;
  if (isMaxBuffer) return 'it printed more than a key';
  if (code === 'ENOENT') return 'there is no such program';
  return exitCode === undefined ? 'it could not be run' : `it ended with ${exitCode}`;
}

const WORD = /\s*((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/y;

/**
 * Words as POSIX shells part them: blanks separate, quotes and backslashes keep together. Throws
 * `E_USAGE` for a quote that is not closed.
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  let at = 0;
  const text = command.trimEnd();
  while (at < text.length) {
    WORD.lastIndex = at;
    const found = WORD.exec(text);
    if (found === null) {
      throw new LlmgwError('E_USAGE', 'a quote is not closed in a command that should give a key');
    }
    words.push(unquote(found[1] ?? ''));
    at = WORD.lastIndex;
  }
  return words;
}

function unquote(word: string): string {
  return word.replaceAll(
    /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
    (_all, escaped?: string, double?: string, single?: string) =>
      escaped ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? '',
  );
}
