import { classifyValue, type ValueClass } from '../crypto/classify.ts';
import type { Place, Shape } from '../crypto/formats.ts';
import { sealValue } from '../crypto/open-value.ts';
import type { SaltKey } from '../crypto/salt-key.ts';
import { isEncryptedByLitellm } from './encrypted-paths.ts';
import type { RotationKeys, RotationOptions } from './types.ts';

/** What decides about a value. */
export type PolicyOptions = Pick<RotationOptions, 'format' | 'encryptPlaintext' | 'unwrapDouble'>;

/** A value with its verdict. Hand it to `release` when done: it holds plaintext. */
export interface Examined {
  readonly kind: ValueClass;
  /** Name of the key that opened it; null: none did. */
  readonly kid: string | null;
  /** A layer of it is on an old key. */
  readonly isOld: boolean;
  /** To be rewritten. */
  readonly isDue: boolean;
  /** What readers are meant to get; null: it stays closed, and is not due. */
  readonly bare: Buffer | null;
  readonly opened: OpenedLayer | null;
}

interface OpenedLayer {
  readonly shape: Shape;
  readonly plain: Buffer;
  /** The ciphertext within. */
  readonly inner: Examined | null;
}

/** How plaintext is sealed where each value keeps its shape: every version of LiteLLM reads it. */
const FIRST_SHAPE: Shape = { format: 'nacl', marker: false, alphabet: 'url' };

/** Decides what becomes of values. One for a run: it remembers which key opens most. */
export class ValuePolicy {
  readonly #keys: RotationKeys;
  readonly #options: PolicyOptions;

  constructor(keys: RotationKeys, options: PolicyOptions) {
    this.#keys = keys;
    this.#options = options;
  }

  /** Opens a value, if a key does, and tells what is to be done about it. */
  examine(text: string, place: Place): Examined {
    const found = classifyValue(text, this.#keys, place);
    const { plain, shape, unwrapped } = found;
    if (plain === null || shape === null) return this.#closed(text, found.kind, place);
    const inner = found.layers > 1 ? this.examine(plain.toString('latin1'), place) : null;
    const isOld = found.keyIndex !== null || inner?.isOld === true;
    const key = found.keyIndex === null ? this.#keys.next : this.#keys.old[found.keyIndex];
    return {
      kind: found.kind,
      kid: key?.kid ?? null,
      isOld,
      isDue: this.#keys.next !== null && (isOld || (inner !== null && this.#options.unwrapDouble)),
      bare: unwrapped,
      opened: { shape, plain, inner },
    };
  }

  /** The new text of a value that is due. */
  replace(examined: Examined, place: Place): string {
    const { next } = this.#keys;
    if (next === null || examined.bare === null) throw new RangeError('the value is not due');
    const shape = this.#shapeOf(examined.opened?.shape ?? FIRST_SHAPE);
    return sealValue(this.#content(examined, examined.bare, place), next, shape, place);
  }

  #closed(text: string, shaped: ValueClass, place: Place): Examined {
    const kind = shaped === 'foreign' && isEncodedText(text) ? 'plain-secret' : shaped;
    const isPlain = kind === 'plain' || kind === 'plain-secret';
    const isDue = isPlain && this.#encrypts(place);
    const bare = isDue ? Buffer.from(text, 'utf8') : null;
    return { kind, kid: null, isOld: false, isDue, bare, opened: null };
  }

  #encrypts(place: Place): boolean {
    const { encryptPlaintext } = this.#options;
    return encryptPlaintext && this.#keys.next !== null && isEncryptedByLitellm(place);
  }

  /** Ciphertext within ciphertext stays that, unless it is to be unwrapped: but none of it on an old key. */
  #content({ opened }: Examined, bare: Buffer, place: Place): Buffer {
    if (opened === null || this.#options.unwrapDouble) return bare;
    const { inner, plain } = opened;
    return inner?.isDue === true ? Buffer.from(this.replace(inner, place), 'latin1') : plain;
  }

  #shapeOf(shape: Shape): Shape {
    const { format } = this.#options;
    if (format === 'keep' || format === shape.format) return shape;
    return { format, marker: shape.marker, alphabet: 'url' };
  }
}

/** Zeroes the plaintext that an examination brought to light. */
export function release({ bare, opened }: Examined): void {
  bare?.fill(0);
  opened?.plain.fill(0);
  if (opened?.inner) release(opened.inner);
}

/** Whether the keys would be worth nothing as a pair. */
export function hasSameKey({ old, next }: RotationKeys): boolean {
  return next !== null && old.some((key: SaltKey) => key.equals(next));
}

const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/** Base64 of readable text is no ciphertext: 40 random bytes are never all printable. */
function isEncodedText(text: string): boolean {
  return PRINTABLE.test(Buffer.from(text, 'base64').toString('latin1'));
}
