import { isUtf8 } from 'node:buffer';
import { LlmgwError } from '../core/errors.ts';
import { decodesToNothing } from './base64.ts';
import type { Place, SealFormat, Shape } from './formats.ts';
import { KeyTrial } from './key-trial.ts';
import { shapeOf } from './looks-encrypted.ts';
import { sealValue } from './open-value.ts';
import type { SaltKey } from './salt-key.ts';

/** What a stored text turned out to be. */
export type KeyringOpened =
  | {
      readonly kind: 'opened';
      readonly text: string;
      /** The key that opened it. */
      readonly kid: string;
      readonly shape: Shape;
    }
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'undecryptable' };

const UNDECRYPTABLE: KeyringOpened = { kind: 'undecryptable' };

/** The keys of a running program: one that seals, and earlier ones that still open. */
export class Keyring {
  readonly primary: SaltKey | null;
  /** The primary key's first. */
  readonly kids: readonly string[];
  readonly #trial: KeyTrial;

  constructor(primary: SaltKey | null, previous: readonly SaltKey[] = []) {
    const keys = primary === null ? previous : [primary, ...previous];
    this.primary = primary;
    this.kids = keys.map(({ kid }) => kid);
    this.#trial = new KeyTrial(keys);
  }

  /**
   * Opens a stored text, also one that was encrypted twice. What is not ciphertext is `plain`. What
   * looks like ciphertext and is opened by no key is `undecryptable`, and never handed on: it would
   * be sent to a provider as a key.
   */
  open(text: string, place: Place): KeyringOpened {
    if (decodesToNothing(text)) return { kind: 'plain', text };
    const opened = this.#trial.open(text, place);
    if (opened === null) {
      return shapeOf(text) === 'none' ? { kind: 'plain', text } : UNDECRYPTABLE;
    }
    const { outer, innermost } = opened;
    const plain = isUtf8(innermost) ? innermost.toString('utf8') : null;
    if (plain === null || isNamedCiphertext(plain)) return UNDECRYPTABLE;
    return { kind: 'opened', text: plain, kid: outer.key.kid, shape: outer.shape };
  }

  /**
   * Seals with the primary key, as a format's usual text or as `shape` says. Throws `E_MASTER_KEY`
   * when there is none.
   */
  seal(plain: string, format: SealFormat | Shape, place: Place): string {
    if (this.primary === null) {
      throw new LlmgwError('E_MASTER_KEY', 'There is no salt key to encrypt with.', {
        hint: 'Set LITELLM_SALT_KEY, or general_settings.master_key.',
      });
    }
    const shape: Shape =
      typeof format === 'string' ? { format, marker: false, alphabet: 'url' } : format;
    return sealValue(Buffer.from(plain, 'utf8'), this.primary, shape, place);
  }
}

/** An opened text that only resembles ciphertext may well be a secret in base64: a key vouches for it. */
function isNamedCiphertext(opened: string): boolean {
  const shape = shapeOf(opened);
  return shape !== 'none' && shape !== 'nacl-like';
}
