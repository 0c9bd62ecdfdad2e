import { expect, test } from '@jest/globals';
import { Announcer } from '../../../../src/resilience/breaker/announcer.ts';
import { Circuit } from '../../../../src/resilience/breaker/circuit.ts';
import { describeBreaker } from '../../../../src/resilience/breaker/describe.ts';
import { DEFAULT_BREAKER_SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import { breakerSnapshot } from '../../../support/breaker-literals.ts';
import { KEY, failureOf } from '../../../support/breaker-rig.ts';

function circuit(): Circuit {
  return new Circuit(DEFAULT_BREAKER_SETTINGS, new Announcer(KEY, () => {}), 0);
}

const NAMES = { id: 'd1:chat', deployment: 'd1', operation: 'chat' };

test('a breaker at rest has nothing to say', () => {
  const seen = describeBreaker(KEY, circuit(), { now: 12_000, weight: 1 });
  expect(seen).toEqual(breakerSnapshot({ ...NAMES, inStateMs: 12_000 }));
});

test('an open breaker says why, since when, and when the next probe may go', () => {
  const open = circuit();
  open.epoch = 9;
  const failure = failureOf({ failureClass: 'quota' });
  open.open({ cause: 'quota', openMs: 5_000, attempt: 2, scope: 'local', failure }, 1_000);
  open.holdUntil(3_000, null, 1_000);
  open.setOverride({ mode: 'FORCED_OPEN', ttlMs: 900, actor: 'ann', reason: 'why' }, 1_500);
  expect(describeBreaker(KEY, open, { now: 2_000, weight: 0 })).toEqual({
    ...breakerSnapshot(NAMES),
    ...{ state: 'OPEN', epoch: 9, attempt: 2, cause: 'quota', lastFailure: failure },
    ...{ inStateMs: 1_000, nextProbeInMs: 4_000, probing: false, quarantine: 'quota', weight: 0 },
    hold: { remainingMs: 1_000 },
    override: { mode: 'FORCED_OPEN', remainingMs: 400, actor: 'ann', reason: 'why' },
  });
});

test('a half-open breaker says that somebody looks', () => {
  const half = circuit();
  const lease = { leaseRemainingMs: 700, probeSuccesses: 0 };
  half.halfOpen({ attempt: 1, cause: 'ramp', ...lease }, 0, 'shared');
  expect(describeBreaker(KEY, half, { now: 100, weight: 0 })).toMatchObject({
    ...{ state: 'HALF_OPEN', cause: 'ramp', probing: true, nextProbeInMs: 600 },
  });
});

test('a closed breaker keeps its last failure, but not the cause of its opening', () => {
  const closed = circuit();
  const opening = { cause: 'ramp', openMs: 1, attempt: 2, scope: 'local' } as const;
  closed.open({ ...opening, failure: failureOf() }, 0);
  closed.close({ attempt: 2, closedForMs: 0 }, 0, 'local');
  expect(describeBreaker(KEY, closed, { now: 0, weight: 0.1 })).toMatchObject({
    ...{ cause: null, lastFailure: failureOf(), attempt: 2, nextProbeInMs: null, weight: 0.1 },
  });
});
