/** A number that only grows. */
export class Counter {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  /** @param by never negative */
  inc(by = 1): void {
    this.#value += by;
  }
}

/** A number that goes up and down. */
export class Gauge {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  set(value: number): void {
    this.#value = value;
  }

  inc(by = 1): void {
    this.#value += by;
  }

  dec(by = 1): void {
    this.#value -= by;
  }
}

/** Counts observations per bucket; made to be called on the hot path. */
export class Histogram {
  /** Upper bounds, ascending, without the infinite one. Shared by all series of a family. */
  readonly bounds: Float64Array;
  /** Observations per bucket, not yet added up; the last one is the infinite bucket. */
  readonly counts: Float64Array;
  #sum = 0;

  constructor(bounds: Float64Array) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  get sum(): number {
    return this.#sum;
  }

  /** Not-a-number is left out: it would spoil the sum for good. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    const slot = this.#slotOf(value);
    this.counts[slot] = (this.counts[slot] ?? 0) + 1;
    this.#sum += value;
  }

  /** The first bucket whose bound is not below the value, by halving. */
  #slotOf(value: number): number {
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= (this.bounds[middle] ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
