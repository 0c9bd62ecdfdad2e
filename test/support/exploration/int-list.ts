/** A list of small integers that takes four bytes for each. */
export class IntList {
  #items = new Int32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length] = value;
    this.#length += 1;
  }

  /** What is there, without a copy; good until the next `push`. */
  view(): Int32Array {
    return this.#items.subarray(0, this.#length);
  }
}
