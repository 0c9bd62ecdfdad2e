import { createHash } from 'node:crypto';
import { SECRET_PARAMS } from '../schema/deployment-keys.ts';

/** How secrets are shown. `hash`: eight digits that say whether two are the same. */
export type MaskMode = 'full' | 'hash' | 'none';

/** A value and what is known of it. */
export interface MaskInput {
  readonly value: string;
  readonly path: string;
  /** The variable it came from; null: it stands in the file. */
  readonly variable: string | null;
}

const SECRET_WORD =
  /(?:^|[_-])(?:api[_-]?key|keys?|secrets?|tokens?|password|passwd|pass|credentials?|authorization|cookie|dsn|salt|signature|auth|webhook_url|database_url)$/i;
/** Of a limit or a name, `token` is only a word: `max_tokens`, `litellm_credential_name`. */
const HARMLESS = /(?:^|_)(?:max|min|rate|n)_\w*tokens?$|_name$|^key_management|^stop_token/i;
const HARMLESS_VALUE = /^(?:true|false|yes|no|on|off|\d{1,6}|)$/i;
const URL_WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const HEADERS = /\.(?:headers|extra_headers|static_headers)\.[^.]+$/;
const PLAIN_HEADERS = /^(?:content-type|accept|user-agent|anthropic-version|anthropic-beta)$/i;

/** Whether a value is to be hidden: by its place, by the variable's name, by what it looks like. */
export function isSecret(input: MaskInput, looksSecret: (value: string) => boolean): boolean {
  const { value, path, variable } = input;
  const key =
    path
      .replace(/\[\d+\]$/, '')
      .split('.')
      .at(-1) ?? '';
  if (HEADERS.test(path)) return !PLAIN_HEADERS.test(key);
  // LiteLLM's users keep keys there under any name.
  if (path.startsWith('environment_variables.')) return !HARMLESS_VALUE.test(value);
  const isNamed = SECRET_PARAMS.has(key) || isSecretWord(key) || isSecretWord(variable ?? '');
  return isNamed || URL_WITH_PASSWORD.test(value) || looksSecret(value);
}

function isSecretWord(name: string): boolean {
  return SECRET_WORD.test(name) && !HARMLESS.test(name);
}

/** What is shown in the place of a secret; never less than the mode promises. */
export function maskValue({ value, variable }: MaskInput, mode: MaskMode): string {
  if (mode === 'none') return value;
  if (mode === 'full') return variable === null ? '****' : `****(${variable})`;
  return `sha256:${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}
