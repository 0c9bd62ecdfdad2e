import { BucketRing } from './bucket-ring.ts';
import { WINDOW_BUCKETS } from './sliding-window.ts';

const STARTED = 0;
const BROKEN = 1;

/** Streams of the last `spanMs` that began well, and those of them that broke. */
export class StreamWindow {
  readonly #ring: BucketRing;

  constructor(spanMs: number, now: number) {
    const shape = { bucketMs: spanMs / WINDOW_BUCKETS, slots: WINDOW_BUCKETS + 1, columns: 2 };
    this.#ring = new BucketRing(shape, now);
  }

  get started(): number {
    return this.#ring.sum(STARTED);
  }

  get broken(): number {
    return this.#ring.sum(BROKEN);
  }

  roll(now: number): void {
    this.#ring.roll(now);
  }

  addStarted(now: number): void {
    this.#ring.roll(now);
    this.#ring.add(STARTED, 1);
  }

  addBroken(now: number): void {
    this.#ring.roll(now);
    this.#ring.add(BROKEN, 1);
  }

  clear(): void {
    this.#ring.clear();
  }
}
