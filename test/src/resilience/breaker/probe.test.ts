import { describe, expect, test } from '@jest/globals';
import { Probe, type ProbeLease, type Renewal } from '../../../../src/resilience/breaker/probe.ts';
import type { ProbeVerdict } from '../../../../src/resilience/breaker/store.ts';
import type { BreakerFailure } from '../../../../src/resilience/breaker/types.ts';
import { failureOf, settled } from '../../../support/breaker-rig.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

interface Told {
  readonly verdict: ProbeVerdict;
  readonly failure: BreakerFailure | null;
  readonly at: number;
}

function probeWith(lease: Partial<ProbeLease> | null = {}, limitMs = 60_000) {
  const clock = new VirtualClock();
  const told: Told[] = [];
  const renewedAt: number[] = [];
  let lost = 0;
  const renew = (): Promise<Renewal> => {
    renewedAt.push(clock.now());
    return Promise.resolve('renewed');
  };
  const parts = { leaseMs: 9_000, grantedAt: 0, renew, onLost: () => void lost++ };
  const probe = new Probe({
    ...{ token: 'token', epoch: 7, kind: 'stream', clock, limitMs },
    lease: lease === null ? null : { ...parts, ...lease },
    settle(verdict, failure) {
      told.push({ verdict, failure, at: clock.now() });
      return Promise.resolve('applied');
    },
  });
  return { clock, probe, told, renewedAt, lost: () => lost };
}

async function pass(clock: VirtualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await settled();
  }
}

describe('a probe', () => {
  test('tells its verdict once; what comes later is counted', async () => {
    const { probe, told } = probeWith();
    expect(await probe.settle('fail', failureOf())).toBe('applied');
    expect(await probe.settle('ok')).toBe('applied');
    await probe.settle('neutral');
    expect(told).toEqual([{ verdict: 'fail', failure: failureOf(), at: 0 }]);
    expect(probe.ignored).toBe(2);
  });

  test('knows itself', () => {
    const { probe } = probeWith();
    expect([probe.token, probe.epoch, probe.kind, probe.ignored]).toEqual([
      'token',
      7,
      'stream',
      0,
    ]);
    expect(probe.signal.aborted).toBe(false);
  });

  test('leaves no timer behind', async () => {
    const { probe, clock } = probeWith();
    await pass(clock, 4_000);
    await probe.settle('ok');
    expect(clock.pending).toBe(0);
  });

  test('that hangs has failed at its limit, and aborts after that', async () => {
    const { probe, clock, told } = probeWith({}, 5_000);
    await pass(clock, 4_000);
    expect([told.length, probe.signal.aborted]).toEqual([0, false]);
    await pass(clock, 1_000);
    expect(told).toMatchObject([
      { verdict: 'fail', at: 5_000, failure: { failureClass: 'timeout', origin: 'local' } },
    ]);
    expect(probe.signal.aborted).toBe(true);
    await probe.settle('neutral');
    expect([told.length, clock.pending]).toEqual([1, 0]);
  });

  test('keeps its lease by a renewal every third of it', async () => {
    const { probe, clock, renewedAt, lost } = probeWith();
    await pass(clock, 30_000);
    expect(renewedAt.slice(0, 4)).toEqual([3_000, 6_000, 9_000, 12_000]);
    expect([probe.signal.aborted, lost()]).toEqual([false, 0]);
  });

  test('aborts at once when its lease is lost', async () => {
    const { probe, clock, lost, told } = probeWith({ renew: () => Promise.resolve('lost') });
    await pass(clock, 3_000);
    expect([probe.signal.aborted, lost(), told.length]).toEqual([true, 1, 0]);
    expect(clock.pending).toBe(0);
    await probe.settle('neutral');
    expect(told).toHaveLength(1);
  });

  test('aborts a second before the end of a lease that nobody answers for', async () => {
    let tries = 0;
    const renew = (): Promise<Renewal> => {
      tries++;
      return Promise.resolve('unknown');
    };
    const { probe, clock, lost } = probeWith({ renew });
    await pass(clock, 7_000);
    expect([probe.signal.aborted, tries]).toEqual([false, 2]);
    await pass(clock, 1_000);
    expect([probe.signal.aborted, lost(), clock.pending]).toEqual([true, 1, 0]);
  });

  test('aborts in time when a renewal hangs', async () => {
    const { probe, clock } = probeWith({ renew: () => new Promise(() => {}) });
    await pass(clock, 8_000);
    expect(probe.signal.aborted).toBe(true);
  });

  test('counts its lease from when it asked, not from when it was answered', async () => {
    const { probe, clock } = probeWith({
      grantedAt: -3_000,
      renew: () => Promise.resolve('unknown'),
    });
    await pass(clock, 4_000);
    expect(probe.signal.aborted).toBe(false);
    await pass(clock, 1_000);
    expect(probe.signal.aborted).toBe(true);
  });

  test('counts a renewed lease from when it asked for the renewal', async () => {
    const answers: ((renewal: Renewal) => void)[] = [];
    const renew = (): Promise<Renewal> => new Promise((resolve) => answers.push(resolve));
    const { clock, probe } = probeWith({ renew });
    await pass(clock, 5_000);
    answers[0]?.('renewed');
    await pass(clock, 5_000);
    expect(probe.signal.aborted).toBe(false);
    await pass(clock, 1_000);
    expect(probe.signal.aborted).toBe(true);
  });

  test('of a short lease keeps a margin of a quarter', () => {
    const { probe, clock } = probeWith({ leaseMs: 400, renew: () => new Promise(() => {}) });
    clock.advance(299);
    expect(probe.signal.aborted).toBe(false);
    clock.advance(1);
    expect(probe.signal.aborted).toBe(true);
  });

  test('forgets a renewal that is answered after its verdict', async () => {
    let answer: (renewal: Renewal) => void = () => {};
    const { probe, clock, lost } = probeWith({
      renew: () => new Promise<Renewal>((resolve) => (answer = resolve)),
    });
    clock.advance(3_000);
    await probe.settle('ok');
    answer('lost');
    await settled();
    expect([lost(), probe.signal.aborted, clock.pending]).toEqual([0, false, 0]);
  });

  test('without a store has a limit, but no lease', async () => {
    const { probe, clock } = probeWith(null);
    await pass(clock, 59_000);
    expect(probe.signal.aborted).toBe(false);
    await pass(clock, 1_000);
    expect(probe.signal.aborted).toBe(true);
  });
});
