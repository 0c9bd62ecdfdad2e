import { runInNewContext } from 'node:vm';

/**
 * Runs `work`, which must not wait for anything, and throws when it takes longer: the only way to end a loop or a
 * regular expression that a stranger has written.
 */
export function runWithin<T>(timeoutMs: number, work: () => T): T {
  const results: T[] = [];
  const run = (): void => void results.push(work());
  try {
    runInNewContext('run()', { run }, { timeout: timeoutMs });
  } catch (thrown) {
    throw isTimeout(thrown) ? new Error(`it takes longer than ${timeoutMs} ms`) : thrown;
  }
  const [result] = results;
  if (result === undefined) throw new Error('it gave nothing');
  return result;
}

/** It comes from the other context: no instance of anything here. */
function isTimeout(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    thrown.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
