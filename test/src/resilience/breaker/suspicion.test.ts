import { describe, expect, test } from '@jest/globals';
import { NOT_PERMITTED } from '../../../../src/resilience/breaker/not-permitted.ts';
import { DEFAULT_BREAKER_SETTINGS as SETTINGS } from '../../../../src/resilience/breaker/settings.ts';
import {
  Suspicions,
  isOfCredential,
  quarantineReason,
} from '../../../../src/resilience/breaker/suspicion.ts';
import { BreakerRig, KEY, quarantineOf, settled } from '../../../support/breaker-rig.ts';

const { OPEN, QUARANTINED, PROBE_DUE } = NOT_PERMITTED;

describe('suspicions', () => {
  test('are confirmed by as many failures as the reason takes', () => {
    const suspicions = new Suspicions();
    expect(suspicions.confirm('quota', 0, SETTINGS)).toBe(true);
    expect(suspicions.confirm('credential', 0, SETTINGS)).toBe(false);
    expect(suspicions.confirm('permission', 0, SETTINGS)).toBe(false);
    expect(suspicions.confirm('credential', 60_000, SETTINGS)).toBe(true);
    expect(suspicions.confirm('credential', 60_000, SETTINGS)).toBe(false);
  });

  test('begin anew when the last is too old', () => {
    const suspicions = new Suspicions();
    suspicions.confirm('credential', 0, SETTINGS);
    expect(suspicions.confirm('credential', 60_001, SETTINGS)).toBe(false);
    expect(suspicions.confirm('credential', 70_000, SETTINGS)).toBe(true);
  });

  test('are cleared', () => {
    const suspicions = new Suspicions();
    expect(suspicions.isEmpty).toBe(true);
    suspicions.confirm('credential', 0, SETTINGS);
    expect(suspicions.isEmpty).toBe(false);
    suspicions.clear();
    expect(suspicions.confirm('credential', 1, SETTINGS)).toBe(false);
  });
});

describe('the reasons of a quarantine', () => {
  test.each(['credential', 'permission', 'quota', 'model_gone', 'region'] as const)(
    '%s',
    (name) => {
      expect(quarantineReason(name)).toBe(name);
    },
  );

  test.each(['transient', 'rate_limit', 'failure_rate', null] as const)('not %s', (name) => {
    expect(quarantineReason(name)).toBeNull();
  });

  test('lie with the credential or with the deployment', () => {
    expect([isOfCredential('credential'), isOfCredential('quota')]).toEqual([true, true]);
    expect([isOfCredential('model_gone'), isOfCredential(null)]).toEqual([false, false]);
  });
});

describe('a quarantine', () => {
  test('begins when it is confirmed', async () => {
    const rig = new BreakerRig();
    rig.fail(quarantineOf('credential'));
    expect(rig.breaker.state).toBe('CLOSED');
    rig.fail(quarantineOf('credential'));
    await settled();
    expect([rig.breaker.state, rig.breaker.peek(rig.now)]).toEqual(['OPEN', QUARANTINED]);
    expect(rig.breaker.snapshot(rig.now)).toMatchObject({
      ...{ quarantine: 'credential', cause: 'credential', nextProbeInMs: 45_000 },
    });
    rig.clock.advance(45_000);
    expect(rig.breaker.peek(rig.now)).toBe(PROBE_DUE);
  });

  test('is not confirmed across a call that went well', () => {
    const rig = new BreakerRig();
    rig.fail(quarantineOf('permission'));
    rig.succeed();
    rig.fail(quarantineOf('permission'));
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('needs a reason', () => {
    const rig = new BreakerRig();
    for (let call = 0; call < 9; call++) rig.fail(quarantineOf('unknown'));
    expect([rig.breaker.state, rig.breaker.snapshot(0).window.inFlight]).toEqual(['CLOSED', 0]);
  });

  test('of another breaker of the credential is told as such', async () => {
    const rig = new BreakerRig();
    rig.breaker.shareQuarantine('quota', quarantineOf('quota'), rig.now);
    await settled();
    expect(rig.events).toMatchObject([{ to: 'OPEN', cause: 'quota', scope: 'shared' }]);
    expect((await rig.store.snapshot()).get('d1:chat')?.cause).toBe('quota');
    rig.breaker.shareQuarantine('credential', null, rig.now);
    expect(rig.breaker.cause).toBe('quota');
  });

  test('that was mended elsewhere is looked at without waiting', async () => {
    const rig = new BreakerRig();
    rig.breaker.shareQuarantine('quota', null, rig.now);
    await settled();
    rig.breaker.endQuarantine('credential', rig.now);
    expect(rig.breaker.peek(rig.now)).toBe(QUARANTINED);
    rig.breaker.endQuarantine('quota', rig.now);
    expect(rig.breaker.peek(rig.now)).toBe(PROBE_DUE);
    const probe = await rig.breaker.acquireProbe(rig.now, 'stream', 1_000);
    expect(await probe?.settle('ok')).toBe('applied');
    expect(rig.breaker.state).toBe('CLOSED');
  });

  test('is looked at without waiting when the credential is another', async () => {
    const rig = new BreakerRig();
    rig.fail(quarantineOf('quota'));
    await settled();
    rig.breaker.configure(rig.breaker.settings, rig.now, { ...KEY });
    expect(rig.breaker.peek(rig.now)).toBe(QUARANTINED);
    rig.breaker.configure(rig.breaker.settings, rig.now, { ...KEY, credential: 'new' });
    expect([rig.breaker.peek(rig.now), rig.breaker.key.credential]).toEqual([PROBE_DUE, 'new']);
    const ill = new BreakerRig();
    await ill.open();
    ill.breaker.configure(ill.breaker.settings, ill.now, { ...KEY, credential: 'new' });
    expect(ill.breaker.peek(ill.now)).toBe(OPEN);
  });
});
