import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';

const KEY_FILE = join('.llmgw', 'fingerprint-key');
const KEY_BYTES = 32;
const DIGITS = 8;

/**
 * What stands for a secret that was taken out: eight digits of an HMAC whose key is made here once and
 * never leaves the machine, so that a dump of the database gives nothing to guess from. `keep` false:
 * a key that is not there yet is not written either.
 */
export function createFingerprint(cwd: string, keep: boolean): (secret: string) => string {
  const key = readKey(join(cwd, KEY_FILE), keep);
  return (secret) => createHmac('sha256', key).update(secret).digest('hex').slice(0, DIGITS);
}

function readKey(file: string, keep: boolean): Buffer {
  try {
    return kept(file) ?? (keep ? write(file) : randomBytes(KEY_BYTES));
  } catch (cause) {
    throw new LlmgwError('E_IO', `cannot keep the key of fingerprints: ${messageOf(cause)}`, {
      where: file,
      hint: 'run it as the user that owns .llmgw, or in another folder',
      cause,
    });
  }
}

function kept(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

/** Of two that make one at the same time, the first wins. */
function write(file: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return readFileSync(file);
    throw thrown;
  }
}
