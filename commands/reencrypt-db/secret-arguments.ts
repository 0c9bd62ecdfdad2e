import { LlmgwError } from '../../src/core/errors.ts';

const PROVIDER_KEY = /^(?:sk|pk|gsk|xai|hf|ghp|nvapi|pplx|AIza|AKIA)[-_][\w-]{8,}/;
const URL_WITH_PASSWORD = /^[a-z][\w+.-]*:\/\/[^\s/@]*:[^\s@]+@/i;
const KEY_FLAG = /^--?(old|new)[-_]?(salt[-_]?)?key(=|$)/i;
/** Unbroken and mixed: what a generator of keys makes, and nobody's name for a file or a table. */
const RANDOM = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w+=-]{28,}$/;
/** With slashes it could be a path, but that has no length of base64. */
const BASE64 = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z\d+/]{38,}={0,2}$/;
const PATH = /^[.~]{0,2}\//;
const HEX = /^[0-9a-f]{32,}$/i;

/**
 * Throws `E_USAGE` when a word of the command line holds a key, or a URL with a password: everybody on
 * the machine can read command lines. The message does not repeat it.
 */
export function refuseSecretArguments(words: readonly string[]): void {
  if (words.some(isUrlWithPassword)) {
    throw new LlmgwError('E_USAGE', 'a URL with a password stands on the command line', {
      hint: 'everybody on this machine can read it there: use --database-url-env or --database-url-file',
    });
  }
  if (!words.some(isKeyWord)) return;
  throw new LlmgwError('E_USAGE', 'what looks like a key stands on the command line', {
    hint: 'everybody on this machine can read it there: use --old-key-env, -file, -fd or -exec, and the same for --new-key, or --keys-stdin',
  });
}

/** Whether a word of a command line looks like a secret. */
export function looksLikeSecret(word: string): boolean {
  return isUrlWithPassword(word) || isKeyWord(word);
}

function isKeyWord(word: string): boolean {
  const value = word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word;
  if (KEY_FLAG.test(word)) return true;
  const isBase64 = BASE64.test(value) && value.length % 4 === 0 && !PATH.test(value);
  return isBase64 || PROVIDER_KEY.test(value) || RANDOM.test(value) || HEX.test(value);
}

function isUrlWithPassword(word: string): boolean {
  return URL_WITH_PASSWORD.test(word.slice(word.indexOf('=') + 1)) || URL_WITH_PASSWORD.test(word);
}
