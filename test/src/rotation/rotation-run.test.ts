import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../../../src/db/database.ts';
import { Counts } from '../../../src/rotation/counts.ts';
import { countModels, RotationRun } from '../../../src/rotation/rotation-run.ts';
import type { Target } from '../../../src/rotation/target.ts';
import type { RotationProgress } from '../../../src/rotation/types.ts';
import { columnCounts, rotationOptions } from '../../support/rotation-literals.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let abort: AbortController;
let told: RotationProgress[];
let run: RotationRun;

beforeEach(() => {
  clock = new VirtualClock();
  abort = new AbortController();
  told = [];
  run = new RotationRun({
    ...{ session: {} as Session, schema: 'public', keys: { old: [], next: null }, clock },
    ...{ options: rotationOptions({ maxDurationMs: 1_000 }), runId: 'r', backup: null },
    ...{ failpoint: () => undefined, signal: abort.signal },
    progress: (event) => void told.push(event),
  });
});

const target = (table: string): Target =>
  ({ name: `${table}.c`, entry: { table, column: 'c' } }) as unknown as Target;

function counts(parts: Partial<Counts>): Counts {
  return Object.assign(new Counts(), parts);
}

describe('a run', () => {
  test('tells phases, and rows since the phase began', () => {
    clock.advance(100);
    run.phase('rewrite');
    clock.advance(20);
    run.tell(target('T'), { rows: 5, values: 9 }, 3);
    expect(told).toEqual([
      { kind: 'phase', phase: 'rewrite' },
      { kind: 'rows', table: 'T', done: 5, total: 5, values: 9, elapsedMs: 20 },
    ]);
    expect(run.elapsedMs).toBe(120);
  });

  test('ends when somebody wants an end, or its time is up', () => {
    expect(() => run.check()).not.toThrow();
    clock.advance(1_001);
    expect(() => run.check()).toThrow(/longer than 1 s/);
    abort.abort();
    expect(() => run.check()).toThrow(/on request/);
  });

  test('waits on its clock, and no longer than somebody wants', async () => {
    const waited = run.pause(500);
    clock.advance(500);
    await waited;
    const cut = run.pause(500);
    abort.abort();
    await cut;
    await run.pause(500);
    expect(clock.pending).toBe(0);
  });

  test('sums up what was done', () => {
    run.tallies.set(target('LiteLLM_ProxyModelTable'), counts({ rows: 3, rewritten: 6 }));
    run.tallies.set(target('T'), counts({ rows: 5, rewritten: 1 }));
    expect(run.sum(({ rewritten }) => rewritten)).toBe(7);
    expect(run.modelsDone).toBe(3);
    expect(run.columns[1]).toEqual(
      columnCounts({ table: 'T', column: 'c', rows: 5, rewritten: 1 }),
    );
  });
});

test('models are the rows of their table', () => {
  expect(countModels([columnCounts({ rows: 7 })])).toBe(7);
  expect(countModels([])).toBe(0);
});
