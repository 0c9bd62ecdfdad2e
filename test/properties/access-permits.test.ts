import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Admission } from '../../src/access/access.ts';
import { AdmittedCall } from '../../src/access/admitted-call.ts';
import { checkRates } from '../../src/access/check-rates.ts';
import { MemoryLimitStore } from '../../src/access/limit-store.ts';
import { ModelSpend } from '../../src/access/model-spend.ts';
import { compileRates } from '../../src/access/rate-rules.ts';
import { KnownKey } from '../../src/access/known-key.ts';
import { SpendLedger } from '../../src/access/spend-ledger.ts';
import { keyRecord } from '../support/access-rows.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const MOST = 3;

/** What calls of a key hold back. */
function reservedOf(ledger: SpendLedger, id: string): number | undefined {
  const [rule] = new KnownKey(keyRecord({ id }), 0).budgets;
  return rule && ledger.open(rule.account, rule.row).reserved;
}

test('however calls begin, end, end twice and outlive their minute, every place comes back', () => {
  const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(1_000)), { maxLength: 200, size: 'max' });
  let full = 0;
  fc.assert(
    fc.property(steps, (moves) => {
      const clock = new VirtualClock();
      const limits = new MemoryLimitStore(clock, 2);
      const counters = { clock, limits, modelSpend: new ModelSpend(clock) };
      const ledger = new SpendLedger(clock, 1);
      const rates = ['a', 'b', 'c'].map((value) =>
        compileRates('team', value, { rpm: null, tpm: null, parallel: MOST }),
      );
      const running: { readonly call: Admission; readonly ids: readonly string[] }[] = [];
      const ended: Admission[] = [];
      const enter = (pick: number): void => {
        const mine = rates.filter((rate, i) => rate !== null && i !== pick % 3);
        const held = mine.filter((rate) => rate !== null);
        if (checkRates(held, limits, clock.wallMs()) !== null) return;
        const { caller, budgets } = new KnownKey(keyRecord({ id: `key-${pick % 2}` }), 0);
        const open = budgets.map((rule) => ({
          rule,
          account: ledger.open(rule.account, rule.row),
        }));
        const places = { caller, rates: held, budgets: open, modelBudget: null, free: false };
        running.push({ call: new AdmittedCall(counters, places), ids: held.map(({ id }) => id) });
      };
      const leave = (pick: number): void => {
        const [one] = running.splice(pick % Math.max(1, running.length), 1);
        one?.call.settle({ totalTokens: pick, costUsd: pick / 7 });
        if (one !== undefined) ended.push(one.call);
      };
      const again = (pick: number): void =>
        ended[pick % Math.max(1, ended.length)]?.settle({ totalTokens: 1, costUsd: 1 });
      const wait = (pick: number): void => clock.advance(pick * 100);
      for (const [kind, pick] of moves) {
        [enter, leave, again, wait][kind]?.(pick);
        for (const rate of rates) {
          const id = rate?.id ?? '';
          const inside = running.filter(({ ids }) => ids.includes(id)).length;
          expect(limits.usage(id).parallel).toBe(inside);
          expect(inside).toBeLessThanOrEqual(MOST);
          if (inside === MOST) full += 1;
        }
      }
      while (running.length > 0) leave(0);
      for (const rate of rates) expect(limits.usage(rate?.id ?? '').parallel).toBe(0);
      for (const id of ['key-0', 'key-1']) {
        expect(reservedOf(ledger, id)).toBe(0);
      }
    }),
    { numRuns: 100 },
  );
  expect(full).toBeGreaterThan(100);
});
