import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../../../core/secret.ts';
import { wrongField } from '../refusal.ts';

const SHORTEST = 16;
const LONGEST = 512;

/** A new virtual key: what is stored of it, and the key itself, which is shown once. */
export interface NewKey {
  readonly secret: Secret;
  /** SHA-256 hex: the primary key of its row. */
  readonly token: string;
  /** `sk-...abcd` */
  readonly name: string;
}

/** Makes a key as LiteLLM does: `sk-` and 16 random bytes. */
export function makeKey(): NewKey {
  return describe(`sk-${randomBytes(16).toString('base64url')}`);
}

/** Takes a key that the caller chose; throws a `Refusal` when it would be guessed too easily. */
export function takeKey(text: string, field: string): NewKey {
  if (!text.startsWith('sk-')) throw wrongField(field, 'must start with sk-');
  if (text.length < SHORTEST || text.length > LONGEST) {
    throw wrongField(field, `must have ${SHORTEST} to ${LONGEST} characters`);
  }
  if (!/^[\x21-\x7e]+$/.test(text))
    throw wrongField(field, 'must be printable ASCII without spaces');
  return describe(text);
}

/** The hash of a key; what does not start with `sk-` is taken for the hash already. */
export function tokenOf(keyOrToken: string): string {
  return keyOrToken.startsWith('sk-') ? hash(keyOrToken) : keyOrToken;
}

function describe(text: string): NewKey {
  return { secret: new Secret(text), token: hash(text), name: `sk-...${text.slice(-4)}` };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
