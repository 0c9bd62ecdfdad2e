import type { Json } from './fact.ts';
import { redactArguments } from './redact-arguments.ts';
import { secretSpans, type FindSecrets } from './secret-spans.ts';

/** Takes secrets out of what collectors found, before anything is hashed, stored or shown. */
export interface Redactor {
  /** A text with `[redacted:FINGERPRINT]` where a secret stood; well-formed, without controls. */
  text(text: string): string;
  /** The same at any depth; whatever stands under a key such as `password` is a secret as a whole. */
  json(value: Json): Json;
  /** How many were taken out so far. */
  count(): number;
}

/** What a redactor needs. */
export interface RedactorParts {
  /** A detector besides the rules of our own. */
  readonly findSecrets: FindSecrets;
  /**
   * A short keyed hash: equal secrets can be told to be equal, a rotation shows as a change, and
   * nothing can be guessed from a dump. The key stays out of the database.
   */
  readonly fingerprint: (secret: string) => string;
}

/** Keys whose values are secrets. */
const SECRET_KEY =
  /(^|[_.-])(pass(word|wd|phrase)?|secrets?|tokens?|api_?keys?|access_?keys?|salt(_?key)?|private_?keys?|master_?key|credentials?|dsn|auth|authorization|cookies?|signature)$/i;
/** Lists of words of a command line. */
const ARGUMENT_KEY = /^(command|args|argv|cmd|entrypoint|exec_start)$/i;
/** What would steer a terminal, or what PostgreSQL cannot hold. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;
const REDACTED = /^\[redacted:\w+\]$/;

/** Makes a redactor that counts on its own: one for each collector. */
export function createRedactor({ findSecrets, fingerprint }: RedactorParts): Redactor {
  let count = 0;
  const mask = (secret: string): string => {
    if (secret === '' || REDACTED.test(secret)) return secret;
    count += 1;
    return `[redacted:${fingerprint(secret)}]`;
  };
  const text = (raw: string): string => {
    const clean = Buffer.from(raw.replaceAll(CONTROLS, '')).toString();
    let result = '';
    let at = 0;
    for (const { start, end } of secretSpans(clean, findSecrets)) {
      result += clean.slice(at, start) + mask(clean.slice(start, end));
      at = end;
    }
    return result + clean.slice(at);
  };
  const json = (value: Json, key = ''): Json => {
    if (typeof value === 'string') return isSecretKey(key) ? mask(value) : text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return list(value, key);
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        text(name),
        json(field, isSecretKey(key) ? key : name),
      ]),
    );
  };
  const list = (value: readonly Json[], key: string): Json => {
    const words = ARGUMENT_KEY.test(key) ? redactArguments(value, mask) : value;
    return words.map((item) => json(item, key));
  };
  return { text, json: (value) => json(value), count: () => count };
}

/** Whether what stands under this key is a secret: `apiKey`, `db-password`, but not `max_tokens_left`. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
