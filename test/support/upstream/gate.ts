/** Lets a test decide when something goes on: each pass needs a permit. No time is involved. */
export class Gate {
  #permits = 0;
  #passed = 0;
  readonly #held: (() => void)[] = [];
  readonly #watchers = new Set<() => void>();

  /** How many went through so far. */
  get passed(): number {
    return this.#passed;
  }

  /** How many are being held. */
  get held(): number {
    return this.#held.length;
  }

  /** Lets the next `count` through; those already held go first. */
  release(count = 1): void {
    this.#permits += count;
    while (this.#permits > 0 && this.#held.length > 0) this.#admit(this.#held.shift());
  }

  /** Lets everybody through from now on. */
  open(): void {
    this.release(Number.POSITIVE_INFINITY);
  }

  /** Waits for a permit; true when it got one, false when `gone` came first. */
  async pass(gone: Promise<void>): Promise<boolean> {
    if (this.#permits > 0) {
      this.#admit();
      return true;
    }
    return new Promise<boolean>((resolve) => {
      const admit = (): void => resolve(true);
      this.#held.push(admit);
      this.#changed();
      void gone.then(() => this.#forget(admit, resolve));
    });
  }

  /** Resolves once `count` went through. */
  async whenPassed(count: number): Promise<void> {
    await this.#until(() => this.#passed >= count);
  }

  /** Resolves once somebody is being held. */
  async whenHeld(): Promise<void> {
    await this.#until(() => this.#held.length > 0);
  }

  #admit(resume?: () => void): void {
    this.#permits -= 1;
    this.#passed += 1;
    resume?.();
    this.#changed();
  }

  #forget(admit: () => void, resolve: (passed: boolean) => void): void {
    const at = this.#held.indexOf(admit);
    if (at === -1) return;
    this.#held.splice(at, 1);
    resolve(false);
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #changed(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}
