import { describe, expect, test } from '@jest/globals';
import { runLiveChecks, type LiveTask } from '../../commands/live-checks.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

function task(target: string, ask: LiveTask['ask']): LiveTask {
  return { check: 'provider', target, ask };
}

const ok = async () => ({ status: 'ok', detail: '' }) as const;

describe('runLiveChecks', () => {
  test('answers stand in the order of the tasks, whoever is first', async () => {
    const clock = new VirtualClock();
    let finish: () => void = () => undefined;
    const slow = task('slow', async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      return ok();
    });
    const quick = task('quick', async () => {
      clock.advance(40);
      finish();
      return ok();
    });
    const limits = { clock, atOnce: 2, timeoutMs: 100, totalMs: 1_000 };
    const checks = await runLiveChecks([slow, quick], limits);
    expect(checks.map(({ target, ms }) => [target, ms])).toEqual([
      ['slow', 40],
      ['quick', 40],
    ]);
  });

  test('no more than allowed are asked at once', async () => {
    let [now, most] = [0, 0];
    const busy = task('x', async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now -= 1;
      return ok();
    });
    const limits = { clock: new VirtualClock(), atOnce: 3, timeoutMs: 100, totalMs: 1_000 };
    await runLiveChecks(
      Array.from({ length: 10 }, () => busy),
      limits,
    );
    expect(most).toBe(3);
  });

  test('what has not begun when the time is up is not asked', async () => {
    const clock = new VirtualClock();
    const long = task('long', async () => {
      clock.advance(1_000);
      return ok();
    });
    const limits = { clock, atOnce: 1, timeoutMs: 2_000, totalMs: 1_000 };
    const checks = await runLiveChecks([long, long], limits);
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'skipped']);
  });

  test('what is thrown is an answer too', async () => {
    const broken = task('x', () => Promise.reject(new Error('odd')));
    const limits = { clock: new VirtualClock(), atOnce: 1, timeoutMs: 100, totalMs: 1_000 };
    expect(await runLiveChecks([broken], limits)).toMatchObject([
      { status: 'protocol', detail: 'odd' },
    ]);
  });
});
