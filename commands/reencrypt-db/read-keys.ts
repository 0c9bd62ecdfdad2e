import { masterKeyProblem } from '../../src/config/master-key.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import type { CommandContext } from '../context.ts';
import { readFoundConfig } from '../read-found-config.ts';
import { readKey, readStdinKeys, type KeyReader, type NamedKey } from './key-sources.ts';
import type { Action, KeyFlags } from './reencrypt-options.ts';

/** The keys of a run. */
export interface GivenKeys {
  readonly old: readonly NamedKey[];
  /** null: a plan without a new key. */
  readonly next: NamedKey | null;
}

const NEW_KEY_VARIABLE = 'LLMGW_NEW_SALT_KEY';
const MIN_LENGTH = 16;

/**
 * Reads the keys that were named, else the usual ones. Throws what reading them throws, `E_USAGE` when
 * there is none, and `E_REFUSED` for a new key that protects nothing.
 */
export async function readKeys(
  action: Action,
  flags: KeyFlags,
  context: CommandContext,
  warn: (message: string) => void,
): Promise<GivenKeys> {
  const { variables } = context.environment();
  const reader: KeyReader = { variables, cwd: context.io.cwd, clock: context.clock, warn };
  const keys = flags.stdin
    ? await fromStdin(context, reader)
    : await fromSources(flags, context, reader);
  if (keys.next === null && (action === 'run' || action === 'verify')) throw missingNewKey();
  if (keys.old.length === 0 && (action === 'run' || action === 'plan')) throw missingOldKey();
  if (keys.next !== null) checkNewKey(keys.next, keys.old);
  if (sameAsMaster(keys.next, context)) {
    warn('the new key is the master key: whoever may call the gateway can then open the database');
  }
  return keys;
}

async function fromStdin({ io }: CommandContext, reader: KeyReader): Promise<GivenKeys> {
  const { old, next } = await readStdinKeys(io.stdin, reader);
  return { old: [old], next };
}

async function fromSources(
  flags: KeyFlags,
  context: CommandContext,
  reader: KeyReader,
): Promise<GivenKeys> {
  const old: NamedKey[] = [];
  for (const source of flags.old) old.push(await readKey(source, reader));
  const usual = old.length === 0 ? usualOldKey(context) : null;
  if (usual !== null) old.push(usual);
  if (flags.next !== null) return { old, next: await readKey(flags.next, reader) };
  const value = reader.variables[NEW_KEY_VARIABLE];
  const next = value === undefined ? null : { key: new Secret(value), origin: NEW_KEY_VARIABLE };
  return { old, next };
}

/** LiteLLM's own order. A salt key that is set counts, even when it is empty. */
function usualOldKey(context: CommandContext): NamedKey | null {
  const salt = context.environment().variables['LITELLM_SALT_KEY'];
  if (salt === undefined) return masterKey(context);
  return { key: new Secret(salt), origin: 'LITELLM_SALT_KEY' };
}

function masterKey(context: CommandContext): NamedKey | null {
  const found = readFoundConfig(context);
  const configured = found?.config.general.masterKey ?? null;
  if (found !== null && configured !== null) {
    return { key: configured, origin: `general_settings.master_key of ${found.file}` };
  }
  const fromEnv = context.environment().variables['LITELLM_MASTER_KEY'];
  return fromEnv ? { key: new Secret(fromEnv), origin: 'LITELLM_MASTER_KEY' } : null;
}

function sameAsMaster(next: NamedKey | null, context: CommandContext): boolean {
  const saltIsSet = context.environment().variables['LITELLM_SALT_KEY'] !== undefined;
  return saltIsSet && next !== null && masterKey(context)?.key.reveal() === next.key.reveal();
}

/** LiteLLM takes any text for a key; that does not make it one. */
function checkNewKey({ key, origin }: NamedKey, old: readonly NamedKey[]): void {
  const problem = newKeyProblem(key, old);
  if (problem === null) return;
  throw new LlmgwError('E_REFUSED', `the new key ${problem}`, {
    where: origin,
    hint: 'make one with `openssl rand -hex 32`',
  });
}

function newKeyProblem(key: Secret, old: readonly NamedKey[]): string | null {
  if (key.length === 0) return 'is empty';
  if (masterKeyProblem(key) !== null) return 'is one that everybody knows';
  if (key.length < MIN_LENGTH) return `has fewer than ${MIN_LENGTH} characters`;
  if (old.some((other) => other.key.reveal() === key.reveal())) return 'is an old key';
  return null;
}

function missingOldKey(): LlmgwError {
  return new LlmgwError('E_USAGE', 'there is no old key', {
    hint: 'set LITELLM_SALT_KEY, or name the key with --old-key-env, -file, -fd or -exec',
  });
}

function missingNewKey(): LlmgwError {
  return new LlmgwError('E_USAGE', 'there is no new key', {
    hint: `set ${NEW_KEY_VARIABLE}, or name the key with --new-key-env, -file, -fd or -exec`,
  });
}
