import { describe, expect, test } from '@jest/globals';
import { Announcer } from '../../../../src/resilience/breaker/announcer.ts';
import { ADMITTED_UNTRACKED, Circuit } from '../../../../src/resilience/breaker/circuit.ts';
import type { BreakerEvent } from '../../../../src/resilience/breaker/events.ts';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import type { Opening } from '../../../../src/resilience/breaker/opening.ts';
import {
  DEFAULT_BREAKER_SETTINGS,
  type BreakerSettings,
} from '../../../../src/resilience/breaker/settings.ts';
import type { OverrideMode } from '../../../../src/resilience/breaker/types.ts';
import { KEY, failureOf, sharedState } from '../../../support/breaker-rig.ts';

const { OPEN, HALF_OPEN, PROBE_DUE, HOLD, RAMP, FORCED_OPEN, QUARANTINED } = NOT_PERMITTED;

const OPENING: Opening = {
  ...{ cause: 'failure_rate', openMs: 1_000, attempt: 1, scope: 'local' },
  failure: failureOf(),
};
const HALF = {
  attempt: 1,
  cause: 'failure_rate',
  leaseRemainingMs: 500,
  probeSuccesses: 0,
} as const;

function circuitWith(changes: Partial<BreakerSettings> = {}) {
  const events: BreakerEvent[] = [];
  const announcer = new Announcer(KEY, (event) => void events.push(event));
  const circuit = new Circuit({ ...DEFAULT_BREAKER_SETTINGS, ...changes }, announcer, 0);
  return { circuit, events };
}

function wish(mode: OverrideMode, ttlMs = 1_000) {
  return { mode, ttlMs, actor: 'ann', reason: 'a test' };
}

describe('admission', () => {
  test('is free at rest', () => {
    const { circuit } = circuitWith();
    expect([circuit.isAtRest, circuit.peek(0), circuit.admit(0, false)]).toEqual([true, 0, 0]);
  });

  test('ends when it opens, and a probe is due when the time is over', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    expect([circuit.isAtRest, circuit.peek(999), circuit.peek(1_000)]).toEqual([
      ...[false, OPEN, PROBE_DUE],
    ]);
  });

  test('says which openings waiting does not mend', () => {
    const { circuit } = circuitWith();
    circuit.open({ ...OPENING, cause: 'credential' }, 0);
    expect([circuit.quarantine, circuit.peek(0), circuit.peek(1_000)]).toEqual([
      ...['credential', QUARANTINED, PROBE_DUE],
    ]);
  });

  test('is for nobody while a probe is asked for, or has its lease', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.ownProbe = 'token';
    expect([circuit.peek(999), circuit.peek(1_000)]).toEqual([OPEN, HALF_OPEN]);
    circuit.forgetProbe('another');
    expect(circuit.peek(1_000)).toBe(HALF_OPEN);
    circuit.forgetProbe('token');
    circuit.halfOpen(HALF, 1_000, 'shared');
    expect([circuit.peek(1_499), circuit.peek(1_500)]).toEqual([HALF_OPEN, PROBE_DUE]);
  });

  test('is held until the time that the upstream named, and then by the ramp', () => {
    const { circuit, events } = circuitWith();
    circuit.holdUntil(5_000, failureOf(), 0);
    expect([circuit.state, circuit.peek(4_999), circuit.peek(5_000)]).toEqual([
      'CLOSED',
      HOLD,
      RAMP,
    ]);
    expect([circuit.peek(34_999), circuit.peek(35_000), circuit.isAtRest]).toEqual([RAMP, 0, true]);
    expect(events.map(({ kind }) => kind)).toEqual(['hold', 'ramp_done']);
  });

  test('of a probe waits for the end of a hold', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.holdUntil(3_000, null, 0);
    expect([circuit.peek(999), circuit.peek(2_999), circuit.probeInMs(2_000)]).toEqual([
      ...[OPEN, HOLD, 1_000],
    ]);
    expect([circuit.peek(3_000), circuit.ramp.isActive]).toEqual([PROBE_DUE, false]);
  });

  test('grows back after a closing, and a lone call always passes', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.close({ attempt: 1, closedForMs: 0 }, 1_000, 'local');
    expect([circuit.peek(1_000), circuit.admit(1_000, false)]).toEqual([RAMP, 0]);
    circuit.evidence.enter(1_000, 'stream');
    expect([circuit.admit(1_000, false), circuit.admit(1_000, true)]).toEqual([RAMP, 0]);
    expect([circuit.peek(30_999), circuit.peek(31_000)]).toEqual([RAMP, 0]);
  });

  test.each([
    ['FORCED_OPEN', FORCED_OPEN, FORCED_OPEN],
    ['FORCED_CLOSED', 0, 0],
    ['DISABLED', ADMITTED_UNTRACKED, ADMITTED_UNTRACKED],
    ['METRICS_ONLY', 0, 0],
  ] as const)('under %s is what the operator says, until its end', (mode, closed, open) => {
    const { circuit, events } = circuitWith();
    circuit.setOverride(wish(mode), 0);
    expect([circuit.isAtRest, circuit.admit(999, false)]).toEqual([false, closed]);
    circuit.open({ ...OPENING, openMs: 9_000 }, 0);
    circuit.holdUntil(9_000, null, 0);
    expect([circuit.admit(999, false), circuit.admit(1_000, false)]).toEqual([open, OPEN]);
    const told = events.filter(({ kind }) => kind === 'override');
    expect(told).toMatchObject([
      { mode, ttlMs: 1_000, actor: 'ann', reason: 'a test' },
      { mode: null, ttlMs: 0, actor: 'ann', reason: 'a test', at: 1_000 },
    ]);
  });

  test('is never refused where the settings only watch, but by an operator', () => {
    const { circuit } = circuitWith({ mode: 'METRICS_ONLY' });
    expect(circuit.isOnlyWatching).toBe(true);
    circuit.open(OPENING, 0);
    expect(circuit.peek(0)).toBe(0);
    circuit.setOverride(wish('FORCED_OPEN'), 0);
    expect([circuit.isOnlyWatching, circuit.peek(0)]).toEqual([false, FORCED_OPEN]);
  });
});

describe('a transition', () => {
  test('tells all about itself', () => {
    const { circuit, events } = circuitWith();
    circuit.epoch = 41;
    circuit.evidence.addFailure(2_000, 0, failureOf());
    circuit.open(OPENING, 5_000);
    expect(events).toMatchObject([
      {
        ...{ id: 'd1:chat', at: 5_000, kind: 'transition', from: 'CLOSED', to: 'OPEN', epoch: 41 },
        ...{ cause: 'failure_rate', scope: 'local', attempt: 1, openMs: 1_000 },
        ...{ inPreviousStateMs: 5_000, failure: failureOf(), window: { failures: 1 } },
        ...{ detectionMs: 3_000, recoveryMs: null },
      },
    ]);
  });

  test('begins with no evidence of the former state', () => {
    const { circuit } = circuitWith();
    circuit.evidence.addFailure(0, 0, failureOf());
    circuit.open(OPENING, 0);
    expect(circuit.evidence.snapshot(0).failures).toBe(0);
  });

  test('to closed knows how long the outage was, over all openings', () => {
    const { circuit, events } = circuitWith();
    circuit.open(OPENING, 1_000);
    circuit.halfOpen(HALF, 2_000, 'local');
    circuit.open({ ...OPENING, attempt: 2 }, 3_000);
    circuit.halfOpen(HALF, 5_000, 'local');
    circuit.close({ attempt: 2, closedForMs: 0 }, 6_000, 'local');
    expect(events.at(-1)).toMatchObject({
      ...{ from: 'HALF_OPEN', to: 'CLOSED', cause: 'probe_ok', recoveryMs: 5_000 },
      ...{ inPreviousStateMs: 1_000, openMs: 0, failure: null, detectionMs: null },
    });
    expect(events[2]).toMatchObject({ from: 'HALF_OPEN', to: 'OPEN', detectionMs: null });
  });

  test('straight to half open counts as an outage too', () => {
    const { circuit, events } = circuitWith();
    circuit.halfOpen(HALF, 1_000, 'shared');
    circuit.close({ attempt: 1, closedForMs: 0 }, 4_000, 'shared');
    expect(events.at(-1)).toMatchObject({ recoveryMs: 3_000 });
  });

  test('to where it is already is not told', () => {
    const { circuit, events } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.open({ ...OPENING, openMs: 9_000, failure: null }, 500);
    expect([events.length, circuit.probeInMs(500), circuit.since]).toEqual([1, 9_000, 0]);
    expect(circuit.lastFailure).toEqual(failureOf());
  });

  test('to open ends the ramp', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.close({ attempt: 1, closedForMs: 0 }, 0, 'local');
    circuit.open(OPENING, 0);
    expect(circuit.ramp.isActive).toBe(false);
    circuit.close({ attempt: 1, closedForMs: 0 }, 0, 'local');
    circuit.halfOpen(HALF, 0, 'shared');
    expect(circuit.ramp.isActive).toBe(false);
  });
});

describe('trips in sequence', () => {
  test('are forgotten only when it was closed for long enough', () => {
    const { circuit } = circuitWith();
    circuit.open({ ...OPENING, attempt: 3 }, 0);
    expect(circuit.attemptAt(90_000)).toBe(3);
    circuit.close({ attempt: 3, closedForMs: 0 }, 1_000, 'local');
    expect([circuit.attemptAt(61_000), circuit.attemptAt(61_001)]).toEqual([3, 0]);
  });
});

describe('a probe that no store knows of', () => {
  test('frees its slot and closes after as many successes as are wanted', () => {
    const { circuit } = circuitWith({ permittedNumberOfCallsInHalfOpenState: 2 });
    circuit.open(OPENING, 0);
    circuit.halfOpen(HALF, 1_000, 'local');
    circuit.freeSlot(false, 1_000);
    expect([circuit.state, circuit.peek(1_000)]).toEqual(['HALF_OPEN', PROBE_DUE]);
    circuit.freeSlot(true, 1_000);
    expect(circuit.state).toBe('HALF_OPEN');
    circuit.freeSlot(true, 1_000);
    expect([circuit.state, circuit.ramp.isActive]).toEqual(['CLOSED', true]);
    circuit.freeSlot(true, 1_000);
    expect(circuit.state).toBe('CLOSED');
  });

  test('begins its successes anew with every half-open time', () => {
    const { circuit } = circuitWith({ permittedNumberOfCallsInHalfOpenState: 2 });
    circuit.halfOpen({ ...HALF, probeSuccesses: 1 }, 0, 'local');
    circuit.open(OPENING, 0);
    circuit.halfOpen(HALF, 0, 'local');
    circuit.freeSlot(true, 0);
    expect(circuit.state).toBe('HALF_OPEN');
  });
});

describe('a denial', () => {
  test.each([
    [0, 0, 100],
    [700, 0, 700],
    [0, 900, 900],
  ])('with %d ms left of the open time and %d of the lease waits %d ms', (open, lease, waits) => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    const shared = { remainingMs: open, leaseRemainingMs: lease };
    circuit.deny(sharedState({ ...shared, state: 'OPEN' }), 2_000);
    expect([circuit.probeInMs(2_000), circuit.isDueEarly]).toEqual([waits, false]);
  });

  test('keeps a half-open breaker from asking again at once', () => {
    const { circuit } = circuitWith();
    circuit.halfOpen(HALF, 0, 'shared');
    circuit.deny(sharedState({ state: 'HALF_OPEN', leaseRemainingMs: 300 }), 1_000);
    expect([circuit.peek(1_299), circuit.peek(1_300)]).toEqual([HALF_OPEN, PROBE_DUE]);
  });

  test('by a store that knows it as closed lets traffic back bit by bit', () => {
    const { circuit, events } = circuitWith();
    circuit.open({ ...OPENING, attempt: 4 }, 0);
    circuit.deny(sharedState(), 2_000);
    expect([circuit.state, circuit.ramp.isActive, circuit.attemptAt(2_000)]).toEqual([
      ...['CLOSED', true, 4],
    ]);
    expect(events.at(-1)).toMatchObject({ to: 'CLOSED', scope: 'shared', at: 2_000 });
    circuit.deny(sharedState({ state: 'OPEN', remainingMs: 9_000 }), 3_000);
    expect(circuit.state).toBe('CLOSED');
  });
});

describe('what was mended elsewhere', () => {
  test('makes the next probe due at once', () => {
    const { circuit } = circuitWith();
    circuit.open({ ...OPENING, openMs: 90_000 }, 0);
    circuit.makeDue(5);
    expect([circuit.peek(5), circuit.isDueEarly]).toEqual([PROBE_DUE, true]);
    circuit.halfOpen(HALF, 5, 'local');
    expect(circuit.isDueEarly).toBe(false);
  });

  test('does not move a time that is over, nor a breaker that is not open', () => {
    const { circuit } = circuitWith();
    circuit.makeDue(0);
    expect(circuit.isDueEarly).toBe(false);
    circuit.open(OPENING, 0);
    circuit.makeDue(5_000);
    expect(circuit.peek(4_000)).toBe(PROBE_DUE);
  });
});

describe('the rest', () => {
  test('a reset forgets everything', () => {
    const { circuit, events } = circuitWith();
    circuit.setOverride(wish('FORCED_OPEN'), 0);
    circuit.holdUntil(9_000, null, 0);
    circuit.open(OPENING, 0);
    circuit.reset(100);
    expect([circuit.isAtRest, circuit.state, circuit.attemptAt(100)]).toEqual([true, 'CLOSED', 0]);
    expect(events.at(-1)).toMatchObject({ cause: 'reset' });
  });

  test('a hold tells once, and keeps the failure that asked for it', () => {
    const { circuit, events } = circuitWith();
    expect(circuit.holdUntil(5_000, failureOf(), 1_000)).toBe(true);
    expect(circuit.holdUntil(5_001, null, 1_000)).toBe(false);
    expect(events).toMatchObject([{ kind: 'hold', holdMs: 4_000, failure: failureOf() }]);
    expect(circuit.lastFailure).toEqual(failureOf());
    circuit.endHold();
    expect(circuit.isAtRest).toBe(true);
  });

  test('new settings count from now on', () => {
    const { circuit } = circuitWith();
    circuit.open(OPENING, 0);
    circuit.close({ attempt: 1, closedForMs: 0 }, 0, 'local');
    circuit.configure({ ...DEFAULT_BREAKER_SETTINGS, rampMs: 1_000 }, 0);
    expect(circuit.peek(1_000)).toBe(0);
  });

  test('taking away what nobody set tells nothing', () => {
    const { circuit, events } = circuitWith();
    circuit.setOverride(null, 0);
    expect(events).toEqual([]);
  });
});
