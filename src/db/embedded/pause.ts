import type { Clock } from '../../core/clock.ts';

/** Longer than any wait; it is cleared long before. */
const FOREVER_MS = 2 ** 31 - 1;

/** Waits, and keeps the process alive meanwhile: nothing else may be left that does. */
export async function pause(clock: Clock, ms: number): Promise<void> {
  const alive = setInterval(() => {}, FOREVER_MS);
  try {
    await new Promise<void>((resolve) => clock.setTimer(ms, resolve));
  } finally {
    clearInterval(alive);
  }
}
