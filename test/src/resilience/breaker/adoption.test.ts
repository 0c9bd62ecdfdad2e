import { describe, expect, test } from '@jest/globals';
import { Adoption } from '../../../../src/resilience/breaker/adoption.ts';
import { Announcer } from '../../../../src/resilience/breaker/announcer.ts';
import { Circuit } from '../../../../src/resilience/breaker/circuit.ts';
import type { BreakerEvent } from '../../../../src/resilience/breaker/events.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import type { SharedState } from '../../../../src/resilience/breaker/store.ts';
import { KEY, failureOf, sharedState } from '../../../support/breaker-rig.ts';

function adoptionWith() {
  const events: BreakerEvent[] = [];
  const announcer = new Announcer(KEY, (event) => void events.push(event));
  const circuit = new Circuit(DEFAULT_BREAKER_SETTINGS, announcer, 0);
  const adoption = new Adoption(circuit);
  const take = (changes: Partial<SharedState>, now = 0) =>
    adoption.take(sharedState(changes), now, { scope: 'shared', failure: null });
  return { circuit, take, events };
}

const OPEN = { version: 5, epoch: 5, state: 'OPEN', remainingMs: 4_000, attempt: 2 } as const;
const HALF = {
  version: 8,
  epoch: 8,
  state: 'HALF_OPEN',
  attempt: 2,
  leaseRemainingMs: 500,
} as const;
const CLOSED = { version: 9, epoch: 9, state: 'CLOSED', attempt: 2, closedForMs: 3_000 } as const;
const WISH = { mode: 'FORCED_OPEN', remainingMs: 700, actor: 'ann', reason: 'test' } as const;

describe('a shared state that is taken over', () => {
  test('opens for what is left of the time, and for the reason', () => {
    const { circuit, take, events } = adoptionWith();
    take({ ...OPEN, cause: 'quota' }, 1_000);
    expect([circuit.state, circuit.epoch, circuit.cause]).toEqual(['OPEN', 5, 'quota']);
    expect([circuit.probeInMs(1_000), circuit.attemptAt(1_000)]).toEqual([4_000, 2]);
    expect(events).toMatchObject([{ to: 'OPEN', cause: 'quota', scope: 'shared', openMs: 4_000 }]);
  });

  test('was rebuilt where the store does not know the reason', () => {
    const { circuit, take } = adoptionWith();
    take(OPEN);
    expect(circuit.cause).toBe('rebuilt');
  });

  test('is taken once, and never after a newer one', () => {
    const { circuit, take } = adoptionWith();
    take(CLOSED);
    take(OPEN);
    take({ ...CLOSED, state: 'OPEN' });
    expect(circuit.state).toBe('CLOSED');
  });

  test('is half open for as long as the lease lasts', () => {
    const { circuit, take, events } = adoptionWith();
    take(OPEN);
    take({ ...HALF, probeSuccesses: 1 }, 4_000);
    expect([circuit.state, circuit.isProbingAt(4_499), circuit.isProbingAt(4_500)]).toEqual([
      ...['HALF_OPEN', true, false],
    ]);
    expect(events[1]).toMatchObject({ from: 'OPEN', to: 'HALF_OPEN', cause: 'probe_due' });
  });

  test('closes into the ramp that began where the store says', () => {
    const { circuit, take, events } = adoptionWith();
    take(OPEN, 1_000);
    take(CLOSED, 10_000);
    expect(circuit.ramp.fraction(22_000, DEFAULT_BREAKER_SETTINGS)).toBe(0.5);
    expect(events[1]).toMatchObject({ to: 'CLOSED', cause: 'probe_ok', recoveryMs: 9_000 });
  });

  test('begins the ramp anew where an opening and closing were missed', () => {
    const { circuit, take, events } = adoptionWith();
    take(CLOSED);
    take({ ...CLOSED, version: 20, epoch: 20, closedForMs: 0 }, 60_000);
    expect(circuit.ramp.fraction(60_000, DEFAULT_BREAKER_SETTINGS)).toBe(0.1);
    expect(events).toEqual([]);
  });

  test('of the same epoch moves the deadline only', () => {
    const { circuit, take, events } = adoptionWith();
    take(OPEN);
    take({ ...OPEN, version: 6, remainingMs: 9_000 }, 1_000);
    expect([circuit.probeInMs(1_000), events.length]).toEqual([9_000, 1]);
    take(HALF);
    take({ ...HALF, version: 10, leaseRemainingMs: 9_000 }, 1_000);
    expect([circuit.isProbingAt(9_999), circuit.isProbingAt(10_000)]).toEqual([true, false]);
    take({ ...CLOSED, version: 11, epoch: 11 }, 2_000);
    take({ ...CLOSED, version: 12, epoch: 11, closedForMs: 0 }, 30_000);
    expect(circuit.ramp.fraction(29_000, DEFAULT_BREAKER_SETTINGS)).toBe(1);
  });

  test('does not undo what this process found out alone since then', () => {
    const { circuit, take } = adoptionWith();
    take(CLOSED);
    const opening = { cause: 'ramp', openMs: 1_000, attempt: 3, scope: 'local' } as const;
    circuit.open({ ...opening, failure: failureOf() }, 0);
    take({ ...CLOSED, version: 12, holdRemainingMs: 50 });
    expect([circuit.state, circuit.hold.until]).toEqual(['OPEN', 50]);
  });

  test('of a store that lost its memory does not close', () => {
    const { circuit, take } = adoptionWith();
    take(OPEN);
    take({ version: 30, epoch: 0, holdRemainingMs: 90_000 });
    expect([circuit.state, circuit.epoch, circuit.hold.until]).toEqual(['OPEN', 5, 90_000]);
  });

  test('holds, and holds no shorter than before', () => {
    const { circuit, take, events } = adoptionWith();
    take({ version: 1, holdRemainingMs: 5_000 });
    take({ version: 2, holdRemainingMs: 1_000 });
    take({ version: 3 });
    expect(circuit.peek(4_999)).toBe(NOT_PERMITTED.HOLD);
    expect(events).toMatchObject([{ kind: 'hold', holdMs: 5_000, failure: null }]);
  });

  test('was reset where it is closed without any trip', () => {
    const { circuit, take, events } = adoptionWith();
    take({ ...OPEN, holdRemainingMs: 60_000 });
    take({ version: 30, epoch: 30 }, 1_000);
    expect([circuit.state, circuit.isAtRest, circuit.attemptAt(1_000)]).toEqual([
      'CLOSED',
      true,
      0,
    ]);
    expect(events.at(-1)).toMatchObject({ cause: 'reset', from: 'OPEN' });
  });

  test('brings what an operator wants, and takes it away', () => {
    const { circuit, take, events } = adoptionWith();
    take({ version: 1, override: WISH }, 100);
    expect([circuit.peek(799), circuit.peek(800)]).toEqual([NOT_PERMITTED.FORCED_OPEN, 0]);
    take({ version: 2, override: WISH }, 900);
    take({ version: 3 }, 1_000);
    expect([circuit.peek(1_000), circuit.isAtRest]).toEqual([0, true]);
    const modes = events.map((event) => event.kind === 'override' && event.mode);
    expect(modes).toEqual(['FORCED_OPEN', null, 'FORCED_OPEN', null]);
  });
});
