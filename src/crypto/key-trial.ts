import type { Place } from './formats.ts';
import type { OpenedValue } from './open-value.ts';
import type { SaltKey } from './salt-key.ts';
import { openSealed, parseSealed, type SealedText } from './sealed-text.ts';

/** A value with the key that opened it. */
export interface Opened extends OpenedValue {
  readonly key: SaltKey;
}

/** A value opened down to what is not ciphertext of ours any more. */
export interface OpenedThrough {
  /** The outermost layer. */
  readonly outer: Opened;
  /** The innermost plaintext; of an ordinary value, the same as `outer.plain`. */
  readonly innermost: Buffer;
  /** 1 for an ordinary value. */
  readonly layers: number;
}

/** Deeper wrapping is left as it is. */
const MOST_LAYERS = 4;

/** Tries keys on values, the one that opened the last value first. */
export class KeyTrial {
  readonly #keys: SaltKey[];

  constructor(keys: readonly SaltKey[]) {
    this.#keys = [...keys];
  }

  /** Opens a text and whatever that holds; null when no key opens it. */
  open(text: string, place: Place): OpenedThrough | null {
    const sealed = parseSealed(text);
    const outer = sealed === null ? null : this.#try(sealed, place);
    if (outer === null) return null;
    let innermost = outer;
    let layers = 1;
    while (layers < MOST_LAYERS) {
      const inner = this.#openInner(innermost.plain, place);
      if (inner === null) break;
      innermost = inner;
      layers++;
    }
    return { outer, innermost: innermost.plain, layers };
  }

  /** Ciphertext that was encrypted again was well-formed: plaintext is not searched any further. */
  #openInner(plain: Buffer, place: Place): Opened | null {
    const sealed = parseSealed(plain.toString('latin1'));
    return sealed === null || sealed.lenient ? null : this.#try(sealed, place);
  }

  #try(sealed: SealedText, place: Place): Opened | null {
    for (const [index, key] of this.#keys.entries()) {
      const plain = openSealed(sealed, key, place);
      if (plain === null) continue;
      if (index > 0) this.#moveToFront(index, key);
      return { plain, shape: sealed.shape, lenient: sealed.lenient, key };
    }
    return null;
  }

  #moveToFront(index: number, key: SaltKey): void {
    this.#keys.splice(index, 1);
    this.#keys.unshift(key);
  }
}
