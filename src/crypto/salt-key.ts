import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';
import { LlmgwError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import { loadSodium, type Sodium } from './sodium.ts';

const KEY_BYTES = 32;
const KID_BYTES = 4;

/**
 * A salt key with everything derived from it. The key is taken exactly as given, as LiteLLM takes
 * it: UTF-8 bytes, nothing trimmed or decoded. Each derived key is made once, on its first use.
 */
export class SaltKey {
  /** Names the key in reports and envelopes: 8 hex digits that tell nothing about it. */
  readonly kid: string;
  readonly #material: Buffer;
  readonly #sodium: Sodium;
  readonly #derived = new Map<string, Buffer>();
  #hashed: Buffer | undefined;
  #destroyed = false;

  private constructor(material: Buffer, sodium: Sodium) {
    this.#material = material;
    this.#sodium = sodium;
    this.kid = hkdf(material, 'llmgw-kid', KID_BYTES).toString('hex');
  }

  /** Resolves when the ciphers are loaded: whoever holds a key can use it synchronously. */
  static async from(secret: Secret): Promise<SaltKey> {
    const sodium = await loadSodium();
    return new SaltKey(Buffer.from(secret.reveal(), 'utf8'), sodium);
  }

  /** The loaded ciphers. */
  get sodium(): Sodium {
    return this.#sodium;
  }

  /** SHA-256 of the key: what LiteLLM's `nacl` and `v2` use. 32 bytes, not to be written to. */
  get hashed(): Buffer {
    this.#refuseWhenDestroyed();
    this.#hashed ??= createHash('sha256').update(this.#material).digest();
    return this.#hashed;
  }

  /** HKDF-SHA256 without salt. 32 bytes, not to be written to. */
  derived(info: string): Buffer {
    this.#refuseWhenDestroyed();
    const known = this.#derived.get(info);
    if (known !== undefined) return known;
    const made = hkdf(this.#material, info, KEY_BYTES);
    this.#derived.set(info, made);
    return made;
  }

  /** Whether both are made of the same secret; takes the same time either way. */
  equals(other: SaltKey): boolean {
    return timingSafeEqual(this.hashed, other.hashed);
  }

  /** Zeroes all key bytes. The key cannot be used any more. */
  destroy(): void {
    this.#destroyed = true;
    this.#material.fill(0);
    this.#hashed?.fill(0);
    for (const key of this.#derived.values()) key.fill(0);
    this.#derived.clear();
  }

  toString(): string {
    return `[salt key ${this.kid}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Zeroed bytes are a key too, one that everybody knows. */
  #refuseWhenDestroyed(): void {
    if (this.#destroyed) {
      throw new LlmgwError('E_SOFTWARE', `Salt key ${this.kid} was used after it was destroyed.`);
    }
  }
}

function hkdf(material: Buffer, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', material, '', info, bytes));
}
