import { LlmgwError } from '../core/errors.ts';

/** The compiled library under the wrappers: addresses and lengths, 64-bit lengths in two halves. */
interface Wasm {
  /** Another one after the memory has grown. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _crypto_secretbox_easy: WasmCipher;
  _crypto_secretbox_open_easy: WasmCipher;
  _crypto_aead_xchacha20poly1305_ietf_encrypt: WasmCipher;
  _crypto_aead_xchacha20poly1305_ietf_decrypt: WasmCipher;
}

type WasmCipher = (...args: readonly number[]) => number;

/** What a cipher works with. */
export interface CipherInput {
  /** Plaintext to seal, or ciphertext with its tag to open. */
  readonly text: Uint8Array;
  readonly nonce: Uint8Array;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** Addresses of what lies in the scratch memory. */
interface Layout {
  readonly key: number;
  readonly nonce: number;
  readonly text: number;
  readonly aad: number;
  readonly out: number;
}

const TAG_BYTES = 16;
const SCRATCH_BYTES = 64 * 1024;
const NULL = 0;
const NONE = new Uint8Array(0);

/**
 * NaCl's secretbox and XChaCha20-Poly1305 by libsodium. It works below libsodium's own wrappers:
 * they throw on every wrong key, which costs seven times as much as the attempt, and they leave
 * copies of keys and plaintext in its memory. Here those are zeroed after every call; what remains,
 * until the next call, is at most one block of plaintext on the library's own stack.
 */
export class Sodium {
  readonly #wasm: Wasm;
  readonly #scratch: number;

  constructor(wasm: Wasm) {
    this.#wasm = wasm;
    this.#scratch = wasm._malloc(SCRATCH_BYTES);
  }

  /** XSalsa20-Poly1305: `tag ‖ ciphertext`. */
  sealBox(input: CipherInput): Buffer {
    const { length } = input.text;
    return this.#sealed(input, NONE, ({ out, text, nonce, key }) =>
      this.#wasm._crypto_secretbox_easy(out, text, length, 0, nonce, key),
    );
  }

  /** Null when the tag does not fit. */
  openBox(input: CipherInput): Buffer | null {
    const { length } = input.text;
    return this.#run({ ...input, aad: NONE, outBytes: length - TAG_BYTES }, (at) =>
      this.#wasm._crypto_secretbox_open_easy(at.out, at.text, length, 0, at.nonce, at.key),
    );
  }

  /** XChaCha20-Poly1305: `ciphertext ‖ tag`. */
  sealXChaCha(input: CipherInput, aad: Uint8Array): Buffer {
    const { length } = input.text;
    return this.#sealed(input, aad, (at) =>
      this.#wasm._crypto_aead_xchacha20poly1305_ietf_encrypt(
        ...[at.out, NULL, at.text, length, 0, at.aad, aad.length, 0, NULL, at.nonce, at.key],
      ),
    );
  }

  /** Null when the tag does not fit. */
  openXChaCha(input: CipherInput, aad: Uint8Array): Buffer | null {
    const { length } = input.text;
    return this.#run({ ...input, aad, outBytes: length - TAG_BYTES }, (at) =>
      this.#wasm._crypto_aead_xchacha20poly1305_ietf_decrypt(
        ...[at.out, NULL, NULL, at.text, length, 0, at.aad, aad.length, 0, at.nonce, at.key],
      ),
    );
  }

  #sealed(input: CipherInput, aad: Uint8Array, cipher: (at: Layout) => number): Buffer {
    const outBytes = input.text.length + TAG_BYTES;
    const sealed = this.#run({ ...input, aad, outBytes }, cipher);
    if (sealed === null) throw new LlmgwError('E_SOFTWARE', 'The cipher refused to seal.');
    return sealed;
  }

  /** Lays the input out in the library's memory, runs the cipher, takes the output, wipes it all. */
  #run(
    input: CipherInput & { readonly aad: Uint8Array; readonly outBytes: number },
    cipher: (at: Layout) => number,
  ): Buffer | null {
    const { key, nonce, text, aad, outBytes } = input;
    if (outBytes < 0) return null;
    const bytes = key.length + nonce.length + text.length + aad.length + outBytes;
    const base = bytes <= SCRATCH_BYTES ? this.#scratch : this.#allocate(bytes);
    const nonceAt = base + key.length;
    const textAt = nonceAt + nonce.length;
    const aadAt = textAt + text.length;
    const at = { key: base, nonce: nonceAt, text: textAt, aad: aadAt, out: aadAt + aad.length };
    const memory = this.#wasm.HEAPU8;
    memory.set(key, at.key);
    memory.set(nonce, at.nonce);
    memory.set(text, at.text);
    memory.set(aad, at.aad);
    const taken = cipher(at) === 0 ? Buffer.from(memory.subarray(at.out, at.out + outBytes)) : null;
    memory.fill(0, base, base + bytes);
    if (base !== this.#scratch) this.#wasm._free(base);
    return taken;
  }

  #allocate(bytes: number): number {
    const address = this.#wasm._malloc(bytes);
    if (address === NULL) {
      throw new LlmgwError('E_SOFTWARE', `There is no memory for a value of ${bytes} bytes.`);
    }
    return address;
  }
}

let loading: Promise<Sodium> | undefined;

/** Loads libsodium (WebAssembly, about 40 ms) when the first key is made, and never otherwise. */
export function loadSodium(): Promise<Sodium> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Sodium> {
  const { default: wrappers } = await import('libsodium-wrappers');
  await wrappers.ready;
  const wasm: unknown = Reflect.get(wrappers, 'libsodium');
  if (!isWasm(wasm)) {
    throw new LlmgwError('E_SOFTWARE', 'This build of libsodium does not have the ciphers needed.');
  }
  return new Sodium(wasm);
}

const NEEDED = [
  '_malloc',
  '_free',
  '_crypto_secretbox_easy',
  '_crypto_secretbox_open_easy',
  '_crypto_aead_xchacha20poly1305_ietf_encrypt',
  '_crypto_aead_xchacha20poly1305_ietf_decrypt',
] as const satisfies readonly (keyof Wasm)[];

function isWasm(value: unknown): value is Wasm {
  if (typeof value !== 'object' || value === null) return false;
  return NEEDED.every((name) => typeof Reflect.get(value, name) === 'function');
}
