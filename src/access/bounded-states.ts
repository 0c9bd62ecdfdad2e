/** Looked at when there is no room: enough to keep up with any rate of new ids. */
const LOOKED_AT = 8;

/**
 * State by id. Above `maxIdle` entries each new one makes the oldest idle ones go; what is in use is
 * never dropped, so the size is bounded by the idle ones and what is in use.
 */
export class BoundedStates<T> {
  readonly #states = new Map<string, T>();
  readonly #maxIdle: number;
  readonly #isIdle: (state: T) => boolean;

  constructor(maxIdle: number, isIdle: (state: T) => boolean) {
    this.#maxIdle = maxIdle;
    this.#isIdle = isIdle;
  }

  get size(): number {
    return this.#states.size;
  }

  get(id: string): T | undefined {
    return this.#states.get(id);
  }

  /** Adds a state; makes room first. */
  add(id: string, state: T): T {
    if (this.#states.size >= this.#maxIdle) this.#makeRoom();
    this.#states.set(id, state);
    return state;
  }

  /** Those in use go to the end of the queue, so that the next look finds others. */
  #makeRoom(): void {
    let looked = 0;
    for (const [id, state] of this.#states) {
      this.#states.delete(id);
      if (!this.#isIdle(state)) this.#states.set(id, state);
      looked += 1;
      if (looked === LOOKED_AT) return;
    }
  }
}
