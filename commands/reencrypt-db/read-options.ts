import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import type { DatabaseFlags } from '../find-database.ts';
import { parseCount, parseDuration, parseWord } from './flag-values.ts';
import type { Action, KeyFlags, KeySource, ReencryptOptions } from './reencrypt-options.ts';
import { refuseSecretArguments } from './secret-arguments.ts';

/** The flags as they were written: nothing is parsed before it is known to hold no secret. */
export interface Flags {
  readonly oldKeyEnv?: readonly string[];
  readonly oldKeyFile?: readonly string[];
  readonly oldKeyFd?: readonly string[];
  readonly oldKeyExec?: readonly string[];
  readonly newKeyEnv?: string;
  readonly newKeyFile?: string;
  readonly newKeyFd?: string;
  readonly newKeyExec?: string;
  readonly keysStdin?: boolean;
  readonly databaseUrlEnv?: string;
  readonly databaseUrlFile?: string;
  readonly schema?: string;
  readonly mode: string;
  readonly format: string;
  readonly batch: string;
  readonly maxRetries: string;
  readonly only?: readonly string[];
  readonly includeHistory?: boolean;
  readonly catalogueExtra?: string;
  readonly skipUndecryptable?: boolean;
  readonly encryptPlaintext?: boolean;
  readonly unwrapDouble?: boolean;
  /** False with `--no-scan`. */
  readonly scan: boolean;
  /** False with `--no-backup`. */
  readonly backup?: string | boolean;
  readonly dryRun?: boolean;
  readonly report?: string;
  readonly yes?: boolean;
  readonly confirm?: string;
  readonly connectTimeout: string;
  readonly lockTimeout: string;
  readonly statementTimeout: string;
  readonly maxDuration: string;
  readonly settle: string;
  readonly allowLiveLitellm?: boolean;
  readonly iAcceptMixedState?: boolean;
  readonly exitCode?: boolean;
}

const ACTIONS = ['plan', 'run', 'verify', 'status'] as const;
const MODES = ['atomic', 'online'] as const;
const FORMATS = ['keep', 'nacl', 'v2', 'v3', 'llmgw1'] as const;

/**
 * Turns a command line into options. `words` is what is no known flag, `known` the long flags there
 * are. Throws `E_USAGE`, which never repeats what may be a secret.
 */
export function readOptions(
  flags: Flags,
  words: readonly string[],
  known: readonly string[],
): ReencryptOptions {
  refuseSecretArguments([...words, ...textsOf(flags)]);
  const { only = [] } = flags;
  const action = readAction(words, known);
  return {
    action: flags.dryRun === true ? 'plan' : action,
    keys: readKeyFlags(flags),
    database: readDatabaseFlags(flags),
    connectTimeoutMs: parseDuration('--connect-timeout', flags.connectTimeout),
    rotation: { ...readChoices(flags), ...readBounds(flags), only },
    catalogueExtra: flags.catalogueExtra ?? null,
    backup: readBackup(flags.backup),
    report: flags.report ?? null,
    confirm: flags.confirm ?? null,
    yes: flags.yes ?? false,
    exitCode: flags.exitCode ?? false,
  };
}

function readDatabaseFlags({ databaseUrlEnv, databaseUrlFile, schema }: Flags): DatabaseFlags {
  return {
    urlEnv: databaseUrlEnv ?? null,
    urlFile: databaseUrlFile ?? null,
    schema: schema ?? null,
  };
}

function readBackup(backup: string | boolean | undefined): string | null {
  if (backup === false) return null;
  return typeof backup === 'string' ? backup : 'default';
}

function readAction(words: readonly string[], known: readonly string[]): Action {
  const unknown = words.find((word) => word.startsWith('-'));
  if (unknown !== undefined) throw unknownFlag(unknown, known);
  const [word = 'run', ...more] = words;
  const action = ACTIONS.find((name) => name === word);
  if (action !== undefined && more.length === 0) return action;
  throw new LlmgwError('E_USAGE', `one of ${ACTIONS.join(', ')} can be done at a time`, {
    hint: 'see `llmgw reencrypt-db --help`',
  });
}

/** What follows `=` is left out: it may be anything. */
function unknownFlag(word: string, known: readonly string[]): LlmgwError {
  const flag = word.split('=', 1)[0] ?? '';
  const meant = suggest(flag, known);
  const help = 'see `llmgw reencrypt-db --help`';
  return new LlmgwError('E_USAGE', `unknown option '${flag}'`, {
    hint: meant === null ? help : `did you mean ${meant}? ${help}`,
  });
}

function readChoices(flags: Flags) {
  return {
    mode: parseWord('--mode', flags.mode, MODES),
    format: parseWord('--format', flags.format, FORMATS),
    includeHistory: flags.includeHistory ?? false,
    skipUndecryptable: flags.skipUndecryptable ?? false,
    encryptPlaintext: flags.encryptPlaintext ?? false,
    unwrapDouble: flags.unwrapDouble ?? false,
    scan: flags.scan,
    acceptMixedState: flags.iAcceptMixedState ?? false,
    allowLiveLitellm: flags.allowLiveLitellm ?? false,
  };
}

function readBounds(flags: Flags) {
  return {
    batch: parseCount('--batch', flags.batch, [1, 10_000]),
    maxRetries: parseCount('--max-retries', flags.maxRetries, [0, 100]),
    lockTimeoutMs: parseDuration('--lock-timeout', flags.lockTimeout),
    statementTimeoutMs: parseDuration('--statement-timeout', flags.statementTimeout),
    maxDurationMs: parseDuration('--max-duration', flags.maxDuration),
    settleMs: parseDuration('--settle', flags.settle),
  };
}

function readKeyFlags(flags: Flags): KeyFlags {
  const { oldKeyEnv = [], oldKeyFile = [], oldKeyFd = [], oldKeyExec = [] } = flags;
  const { newKeyEnv, newKeyFile, newKeyFd, newKeyExec, keysStdin = false } = flags;
  const old = sourcesOf(oldKeyEnv, oldKeyFile, oldKeyFd, oldKeyExec);
  const [next = null, second] = sourcesOf(
    ...[newKeyEnv, newKeyFile, newKeyFd, newKeyExec].map(listOf),
  );
  if (second !== undefined) {
    throw new LlmgwError('E_USAGE', 'there can be one new key only', {
      hint: 'name it with one of --new-key-env, -file, -fd and -exec',
    });
  }
  if (keysStdin && (next !== null || old.length > 0)) {
    throw new LlmgwError('E_USAGE', '--keys-stdin brings both keys', {
      hint: 'leave out the --old-key-… and --new-key-… flags, or --keys-stdin',
    });
  }
  return { old, next, stdin: keysStdin };
}

function sourcesOf(
  env: readonly string[] = [],
  file: readonly string[] = [],
  fd: readonly string[] = [],
  exec: readonly string[] = [],
): KeySource[] {
  return [
    ...env.map((name): KeySource => ({ kind: 'env', name })),
    ...file.map((path): KeySource => ({ kind: 'file', path })),
    ...fd.map((text): KeySource => ({ kind: 'fd', fd: readDescriptor(text) })),
    ...exec.map((command): KeySource => ({ kind: 'exec', command })),
  ];
}

function readDescriptor(text: string): number {
  return parseCount('--old-key-fd, --new-key-fd', text, [0, 1_023]);
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

function textsOf(flags: Flags): string[] {
  const values = Object.values(flags).flat() as unknown[];
  return values.filter((value): value is string => typeof value === 'string');
}
