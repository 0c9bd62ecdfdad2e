import { describe, expect, test } from '@jest/globals';
import { createProgressView } from '../../../commands/reencrypt-db/progress.ts';
import type { RotationProgress } from '../../../src/rotation/types.ts';
import { captureIo } from '../../support/io.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const REWRITE: RotationProgress = { kind: 'phase', phase: 'rewrite' };

function rows(done: number, total: number, table = 'LiteLLM_ProxyModelTable'): RotationProgress {
  return { kind: 'rows', table, done, total, values: done * 4, elapsedMs: done * 2 };
}

function viewOf(tty: boolean, quiet = false) {
  const captured = captureIo({ tty, env: { TERM: 'xterm' } });
  const clock = new VirtualClock();
  return { view: createProgressView(captured.io.stderr, clock, quiet), clock, captured };
}

describe('without a terminal', () => {
  test('there is a line for ten models, and one for the rest', () => {
    const { view, captured } = viewOf(false);
    view.show(REWRITE);
    for (let done = 1; done <= 137; done += 1) view.show(rows(done, 137));
    const lines = captured.stderr().trimEnd().split('\n');
    expect(lines).toHaveLength(14);
    expect(lines[3]).toBe('reencrypt: models 40/137 · 160 values · 500 rows/s · eta 0:01');
    expect(lines[13]).toBe('reencrypt: models 137/137 · 548 values · 500 rows/s · eta 0:00');
  });

  test('a page of many models has its lines too', () => {
    const { view, captured } = viewOf(false);
    view.show(REWRITE);
    view.show(rows(100, 137));
    view.show(rows(137, 137));
    const lines = captured.stderr().trimEnd().split('\n');
    expect(lines).toHaveLength(14);
    expect(lines[3]).toBe('reencrypt: models 40/137 · 160 values · 500 rows/s · eta 0:01');
    expect(lines[12]).toMatch(/^reencrypt: models 130\/137 · 520 values/);
  });

  test('there is one line for a further table, when it is done', () => {
    const { view, captured } = viewOf(false);
    view.show(REWRITE);
    for (const done of [1_000, 2_000, 2_500]) view.show(rows(done, 2_500, 'LiteLLM_Config'));
    expect(captured.stderr()).toBe(
      'reencrypt: LiteLLM_Config 2500/2500 · 10,000 values · 500 rows/s · eta 0:00\n',
    );
  });

  test('what is waited for is told; other phases are not', () => {
    const { view, captured } = viewOf(false);
    view.show({ kind: 'phase', phase: 'plan' });
    view.show(rows(10, 10));
    view.show({ kind: 'waiting', reason: 'pid 42 holds a lock', attempt: 2 });
    view.end();
    expect(captured.stderr()).toBe('reencrypt: waiting, attempt 2: pid 42 holds a lock\n');
  });

  test('no escape byte is written', () => {
    const { view, captured } = viewOf(false);
    view.show(REWRITE);
    view.show(rows(10, 10));
    view.end();
    expect(captured.stderr()).not.toContain('\u001b');
  });
});

describe('on a terminal', () => {
  test('one line is drawn over at most five times a second, and taken away', () => {
    const { view, clock, captured } = viewOf(true);
    view.show(REWRITE);
    for (let done = 1; done < 500; done += 1) {
      clock.advance(2);
      view.show(rows(done, 500));
    }
    expect(captured.stderr().split('\r').length - 1).toBeLessThanOrEqual(6);
    expect(captured.stderr()).not.toContain('\n');
    view.end();
    expect(captured.stderr().endsWith('\r\u001b[2K')).toBe(true);
  });

  test('the end of a table is always drawn', () => {
    const { view, captured } = viewOf(true);
    view.show(REWRITE);
    view.show(rows(10, 10));
    expect(captured.stderr()).toContain('rewrite · models 10/10');
  });
});

test('quiet is quiet', () => {
  const { view, captured } = viewOf(false, true);
  view.show(REWRITE);
  view.show(rows(10, 10));
  view.end();
  expect(captured.stderr()).toBe('');
});
