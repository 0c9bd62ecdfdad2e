import { describe, expect, test } from '@jest/globals';
import { endingOf, isDue } from '../../../commands/reencrypt-db/exit-of.ts';
import { ERROR_TABLE } from '../../../src/core/errors.ts';
import type { RotationOutcome } from '../../../src/rotation/types.ts';
import { columnCounts, rotationPlan, rotationReport } from '../../support/rotation-literals.ts';

function codeOf(outcome: RotationOutcome): number {
  const ending = endingOf(rotationReport({ outcome }), 'run', false);
  return 'code' in ending ? ending.code : ERROR_TABLE[ending.error].exitCode;
}

describe('how a run ends', () => {
  test.each<[RotationOutcome, number]>([
    ['done', 0],
    ['nothing-to-do', 0],
    ['planned', 0],
    ['verification-failed', 1],
    ['failed', 1],
    ['unreachable', 4],
    ['refused', 6],
    ['key-proof-failed', 6],
    ['undecryptable', 6],
    ['uncatalogued', 6],
    ['busy', 7],
    ['partial', 8],
    ['done-with-skips', 8],
    ['interrupted', 130],
  ])('%s is %i', (outcome, code) => {
    expect(codeOf(outcome)).toBe(code);
  });
});

describe('values on the old key', () => {
  const plan = rotationPlan({ columns: [columnCounts({ old: 3 })] });
  const planned = rotationReport({ outcome: 'planned', plan });

  test('are 2 for verify, and for plan where that is wanted', () => {
    expect(endingOf(planned, 'plan', false)).toEqual({ code: 0 });
    expect(endingOf(planned, 'plan', true)).toEqual({ code: 2 });
    const left = rotationReport({ verify: { checked: 9, bad: 0, oldLeft: 1 } });
    expect(endingOf(left, 'verify', false)).toEqual({ code: 2 });
    expect(endingOf(left, 'run', false)).toEqual({ code: 0 });
  });

  test('do not hide that something else is wrong', () => {
    const report = rotationReport({ ...planned, outcome: 'undecryptable' });
    expect(endingOf(report, 'plan', true)).toEqual({ error: 'E_REFUSED' });
  });

  test('are counted after the run, not as planned', () => {
    expect(isDue(planned)).toBe(true);
    expect(isDue({ ...planned, columns: [columnCounts({ rewritten: 3 })] })).toBe(false);
  });
});
