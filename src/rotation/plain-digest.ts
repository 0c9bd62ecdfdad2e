import { createHmac, randomBytes, type Hmac } from 'node:crypto';

const WORDS = 8;

/**
 * What all plaintexts of a column come to, whatever their order: equal sums mean equal values at equal
 * places. The key is random and known to this run only, so that a sum tells nothing to others.
 */
export class PlainDigest {
  readonly #key = randomBytes(32);
  readonly #sums = new Map<string, Uint32Array>();

  /** Begins a row; nothing counts before its `end`. */
  row(column: string, pk: readonly string[]): RowDigest {
    return new RowDigest(
      () => this.#begin(column, pk),
      (mac) => this.#add(column, mac),
    );
  }

  /** Adds what another digest, of the same key, has come to. */
  fork(): PlainDigest {
    const other = new PlainDigest();
    other.#key.set(this.#key);
    return other;
  }

  /** Columns in which the two differ. */
  differences(other: PlainDigest): string[] {
    const columns = new Set([...this.#sums.keys(), ...other.#sums.keys()]);
    return [...columns].filter((column) => this.#hex(column) !== other.#hex(column));
  }

  #begin(column: string, pk: readonly string[]): Hmac {
    return createHmac('sha256', this.#key).update(JSON.stringify([column, pk]));
  }

  #add(column: string, mac: Buffer): void {
    const sum = this.#sums.get(column) ?? new Uint32Array(WORDS);
    this.#sums.set(column, sum);
    // Typed arrays wrap around by themselves: addition, unlike XOR, does not forgive a value told twice.
    for (let at = 0; at < WORDS; at++) sum[at] = (sum[at] ?? 0) + mac.readUInt32LE(at * 4);
  }

  #hex(column: string): string {
    return (this.#sums.get(column) ?? []).join(' ');
  }
}

/** The plaintexts of one row. */
export class RowDigest {
  readonly #begin: () => Hmac;
  readonly #done: (mac: Buffer) => void;
  #mac: Hmac | null = null;

  constructor(begin: () => Hmac, done: (mac: Buffer) => void) {
    this.#begin = begin;
    this.#done = done;
  }

  add(pointer: string, plain: Buffer): void {
    this.#mac ??= this.#begin();
    this.#mac.update(`${pointer}\0${plain.length}\0`).update(plain);
  }

  /** A row without plaintexts counts for nothing. */
  end(): void {
    if (this.#mac !== null) this.#done(this.#mac.digest());
  }
}
