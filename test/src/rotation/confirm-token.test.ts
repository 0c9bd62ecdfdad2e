import { describe, expect, test } from '@jest/globals';
import { makeConfirmToken } from '../../../src/rotation/confirm-token.ts';
import { columnCounts, rotationPlan } from '../../support/rotation-literals.ts';

const PLAN = rotationPlan({ columns: [columnCounts({ old: 5, plain: 3 })] });

describe('a confirm token', () => {
  test('is short, and the same for the same plan', () => {
    expect(makeConfirmToken(PLAN)).toMatch(/^RE-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    expect(makeConfirmToken({ ...PLAN })).toBe(makeConfirmToken(PLAN));
  });

  test.each([
    ['database', { database: { ...PLAN.database, name: 'other' } }],
    ['server', { database: { ...PLAN.database, systemIdentifier: '1' } }],
    ['key', { kids: { ...PLAN.kids, next: '33333333' } }],
    ['catalogue', { registryHash: 'other' }],
    ['amount of work', { columns: [columnCounts({ old: 6, plain: 3 })] }],
  ])('is another one for another %s', (_what, change) => {
    expect(makeConfirmToken({ ...PLAN, ...change })).not.toBe(makeConfirmToken(PLAN));
  });

  test('does not mind what the work does not touch', () => {
    const columns = [columnCounts({ old: 5, plain: 4 })];
    expect(makeConfirmToken({ ...PLAN, columns })).toBe(makeConfirmToken(PLAN));
  });
});
