import { createReadStream, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../src/core/clock.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import { codeOf, within } from '../../src/core/service-fault.ts';
import { runKeyProgram } from './exec-key.ts';
import type { KeySource } from './reencrypt-options.ts';

/** A key and where it came from. */
export interface NamedKey {
  readonly key: Secret;
  /** Safe to show: `LITELLM_SALT_KEY`, `new.key`. */
  readonly origin: string;
}

/** What key sources are read with. */
export interface KeyReader {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

const READ_TIMEOUT_MS = 10_000;
const OTHERS_MAY_READ = 0o044;

/** Reads one key. Throws `E_USAGE`, `E_NO_INPUT` or `E_FAILED`, never with a part of the key. */
export async function readKey(source: KeySource, reader: KeyReader): Promise<NamedKey> {
  switch (source.kind) {
    case 'env':
      return { key: readVariable(source.name, reader), origin: source.name };
    case 'file':
      return { key: readKeyFile(source.path, reader), origin: source.path };
    case 'fd':
      return { key: await readDescriptor(source.fd, reader), origin: `descriptor ${source.fd}` };
    case 'exec':
    default:
      return runKeyProgram(source.command, reader);
  }
}

function readVariable(name: string, { variables }: KeyReader): Secret {
  const value = variables[name];
  if (value !== undefined) return new Secret(value);
  throw new LlmgwError('E_USAGE', `the variable ${name} is not set`, {
    hint: `export ${name}, or take the key from a file with --old-key-file or --new-key-file`,
  });
}

function readKeyFile(path: string, { cwd, warn }: KeyReader): Secret {
  const file = resolve(cwd, path);
  try {
    if ((statSync(file).mode & OTHERS_MAY_READ) !== 0) {
      warn(`other users may read ${path}: chmod 600 ${path}`);
    }
    return new Secret(dropNewline(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `a key cannot be read: ${codeOf(cause) || 'no file'}`, {
      where: file,
      hint: 'check the path, and that you may read it',
    });
  }
}

async function readDescriptor(fd: number, reader: KeyReader): Promise<Secret> {
  const content = await readStream(createReadStream('', { fd }), reader, `descriptor ${fd}`);
  return new Secret(dropNewline(content));
}

/** Two lines of stdin: the old key and the new one. Throws `E_USAGE` when there is one only. */
export async function readStdinKeys(
  stdin: NodeJS.ReadableStream,
  reader: KeyReader,
): Promise<{ readonly old: NamedKey; readonly next: NamedKey }> {
  const [old, next, ...rest] = dropNewline(await readStream(stdin, reader, 'stdin')).split('\n');
  if (old !== undefined && next !== undefined && rest.length === 0) {
    return {
      old: { key: new Secret(old), origin: 'line 1 of stdin' },
      next: { key: new Secret(next), origin: 'line 2 of stdin' },
    };
  }
  throw new LlmgwError('E_USAGE', '--keys-stdin wants two lines: the old key, the new key', {
    where: 'stdin',
  });
}

async function readStream(
  stream: NodeJS.ReadableStream,
  { clock }: KeyReader,
  where: string,
): Promise<string> {
  const expire = (): Error =>
    new LlmgwError('E_NO_INPUT', `no key within ${READ_TIMEOUT_MS / 1_000} s`, { where });
  try {
    return await within({ clock, timeoutMs: READ_TIMEOUT_MS, expire }, text(stream));
  } catch (cause) {
    if (cause instanceof LlmgwError) throw cause;
    throw new LlmgwError('E_NO_INPUT', `a key cannot be read: ${messageOf(cause)}`, { where });
  }
}

/** LiteLLM takes a key as it is, blanks included; an editor adds one newline. */
function dropNewline(content: string): string {
  return content.replace(/\r?\n$/, '');
}
