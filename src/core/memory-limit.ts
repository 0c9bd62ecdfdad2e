import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Holds the memory of a long run near a limit. */
export interface MemoryLimit {
  /** Called between two pieces of work; collects garbage when the process has grown past the limit. */
  check(): void;
}

const STEP_BYTES = 4 * 1_024 * 1_024;

/**
 * V8 lets a heap grow to a multiple of what is used before it cleans up: a run over a million rows
 * would take three times the memory it needs. `bytes`: of the whole process. `collect` is replaced in
 * tests only.
 */
export function createMemoryLimit(
  bytes: number,
  collect: () => void = exposedCollector(),
  resident: () => number = () => process.memoryUsage.rss(),
): MemoryLimit {
  /** What collecting could not bring below the limit is not tried again at once. */
  let next = bytes;
  return {
    check() {
      if (resident() < next) return;
      collect();
      next = Math.max(bytes, resident() + STEP_BYTES);
    },
  };
}

/** `gc` is there only behind a flag, which may also be set while the program runs. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return typeof collect === 'function'
    ? () => void Reflect.apply(collect, undefined, [])
    : () => {};
}
