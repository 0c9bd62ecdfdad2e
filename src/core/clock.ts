/** Time as everything else sees it, so that tests can turn the hands. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number;
  /** Milliseconds since 1970, for headers and log lines only. */
  wallMs(): number;
  /** Calls `fire` once after `ms`; the handle cancels it. Never keeps the process alive. */
  setTimer(ms: number, fire: () => void): TimerHandle;
}

/** A pending timer. */
export interface TimerHandle {
  cancel(): void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(ms, fire) {
    const timer = setTimeout(fire, ms);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
