/** What a ring is made of. */
export interface RingShape {
  readonly bucketMs: number;
  /** Buckets kept, the one that is being filled included. */
  readonly slots: number;
  /** Things counted apart from each other. */
  readonly columns: number;
}

/**
 * Counts by bucket of time, and their running sums. Time moves only by `roll`, which clears every
 * bucket that was passed over, however long nothing happened. Counting allocates nothing.
 */
export class BucketRing {
  readonly bucketMs: number;
  readonly slots: number;
  readonly #columns: number;
  readonly #cells: Int32Array;
  readonly #sums: Int32Array;
  #tick: number;
  #rollAt: number;
  #slot: number;

  constructor(shape: RingShape, now: number) {
    this.bucketMs = shape.bucketMs;
    this.slots = shape.slots;
    this.#columns = shape.columns;
    this.#cells = new Int32Array(shape.slots * shape.columns);
    this.#sums = new Int32Array(shape.columns);
    this.#tick = Math.floor(now / shape.bucketMs);
    this.#slot = this.#tick % shape.slots;
    this.#rollAt = (this.#tick + 1) * shape.bucketMs;
  }

  /** The bucket that is being filled: whole buckets since the clock's start. */
  get tick(): number {
    return this.#tick;
  }

  /** Milliseconds since that bucket began. */
  phaseMs(now: number): number {
    return now - this.#tick * this.bucketMs;
  }

  /** Moves on to the bucket of `now`; answers whether there was a step to make. */
  roll(now: number): boolean {
    if (now < this.#rollAt) return false;
    this.#advance(Math.floor(now / this.bucketMs));
    return true;
  }

  /** Adds to the bucket that is being filled. */
  add(column: number, amount: number): void {
    const index = this.#slot * this.#columns + column;
    this.#cells[index] = (this.#cells[index] ?? 0) + amount;
    this.#sums[column] = (this.#sums[column] ?? 0) + amount;
  }

  /** Takes one from the bucket `age` buckets ago; false, and nothing done, when it holds none. */
  take(column: number, age: number): boolean {
    const index = this.slotOf(age) * this.#columns + column;
    const count = this.#cells[index] ?? 0;
    if (count <= 0) return false;
    this.#cells[index] = count - 1;
    this.#sums[column] = (this.#sums[column] ?? 0) - 1;
    return true;
  }

  /** Over all buckets. */
  sum(column: number): number {
    return this.#sums[column] ?? 0;
  }

  /** Of the bucket `age` buckets ago. */
  count(column: number, age: number): number {
    return this.#cells[this.slotOf(age) * this.#columns + column] ?? 0;
  }

  /** Where the bucket `age` buckets ago lies, for what an owner keeps beside the counts. */
  slotOf(age: number): number {
    const slot = this.#slot - age;
    return slot >= 0 ? slot : slot + this.slots;
  }

  /** Forgets all counts. */
  clear(): void {
    this.#cells.fill(0);
    this.#sums.fill(0);
  }

  #advance(tick: number): void {
    if (tick - this.#tick >= this.slots) this.clear();
    else for (let passed = this.#tick + 1; passed <= tick; passed++) this.#empty(passed);
    this.#tick = tick;
    this.#slot = tick % this.slots;
    this.#rollAt = (tick + 1) * this.bucketMs;
  }

  #empty(tick: number): void {
    const first = (tick % this.slots) * this.#columns;
    for (let column = 0; column < this.#columns; column++) {
      const count = this.#cells[first + column] ?? 0;
      this.#sums[column] = (this.#sums[column] ?? 0) - count;
      this.#cells[first + column] = 0;
    }
  }
}
