import type { OverrideMode, OverrideRequest } from './types.ts';

/** An operator's state of a breaker, until its time is over. */
export class Override {
  #request: OverrideRequest | null = null;
  #until = 0;

  /** What was asked for; null when nothing is, or it was taken away. */
  get request(): OverrideRequest | null {
    return this.#request;
  }

  get mode(): OverrideMode | null {
    return this.#request?.mode ?? null;
  }

  isOver(now: number): boolean {
    return this.#request !== null && now >= this.#until;
  }

  remainingMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** Sets or takes away; answers whether that changed more than the time that is left. */
  set(request: OverrideRequest | null, now: number): boolean {
    const isNews = !isSame(this.#request, request);
    this.#request = request;
    this.#until = now + (request?.ttlMs ?? 0);
    return isNews;
  }
}

function isSame(a: OverrideRequest | null, b: OverrideRequest | null): boolean {
  return a?.mode === b?.mode && a?.actor === b?.actor && a?.reason === b?.reason;
}
