import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig, LlmgwConfig, RouterConfig } from '../../../src/config/types.ts';
import { breakerSettingsFor } from '../../../src/gateway/breaker-settings.ts';
import { DEFAULT_BREAKER_SETTINGS as DEFAULTS } from '../../../src/resilience/breaker/settings.ts';
import { gatewayConfig } from '../../support/config-literals.ts';

interface Written {
  readonly deployment?: Partial<DeploymentConfig>;
  readonly router?: Partial<RouterConfig>;
  readonly llmgw?: Partial<LlmgwConfig>;
}

function settingsOf({ deployment = {}, router = {}, llmgw = {} }: Written) {
  const config = gatewayConfig({ deployments: [deployment], router, llmgw });
  const [entry] = config.deployments;
  if (entry === undefined) throw new Error('no deployment');
  return breakerSettingsFor(entry, config.router, config.llmgw);
}

describe('the settings of a breaker', () => {
  test('are the defaults where nothing is written', () => {
    expect(settingsOf({})).toEqual(DEFAULTS);
  });

  test('allowed_fails: so many are forgiven, and the next one opens whatever else is under way', () => {
    expect(settingsOf({ router: { allowedFails: 3 } })).toEqual({
      ...DEFAULTS,
      consecutiveFailures: 4,
      consecutiveMinSpanMs: 0,
      strictConsecutive: true,
    });
  });

  test('allowed_fails_policy: the same for single classes', () => {
    const allowedFailsPolicy = { timeout: 1, internalServer: 2, authentication: 4 };
    const settings = settingsOf({ router: { allowedFailsPolicy } });
    expect(settings.consecutiveByClass).toEqual({
      timeout: 2,
      transient: 3,
      overloaded: 3,
      unknown: 3,
    });
    expect(settings.quarantine.credential).toEqual({
      ...DEFAULTS.quarantine.credential,
      confirmations: 5,
    });
    expect(settings.quarantine.permission.confirmations).toBe(5);
    expect(settings.quarantine.quota).toEqual(DEFAULTS.quarantine.quota);
  });

  test("cooldown_time: the first open time; a deployment's own wins", () => {
    expect(settingsOf({ router: { cooldownMs: 60_000 } })).toMatchObject({
      waitDurationInOpenStateMs: 60_000,
      waitDurationInOpenStateMaxMs: 60_000,
      holdBaseMs: 60_000,
    });
    const both = { router: { cooldownMs: 60_000 }, deployment: { cooldownMs: 2_000 } };
    expect(settingsOf(both)).toMatchObject({
      waitDurationInOpenStateMs: 2_000,
      waitDurationInOpenStateMaxMs: 12_000,
    });
  });

  test.each([
    [{ waitDurationInOpenStateMs: 50_000 }, { waitDurationInOpenStateMaxMs: 50_000 }],
    [{ holdBaseMs: 900_000 }, { holdMaxMs: 900_000 }],
    [{ waitDurationInOpenStateMaxMs: 1_000 }, { waitDurationInOpenStateMs: 5_000 }],
  ])('a first time above the longest one lifts it: %j', (breaker, expected) => {
    expect(settingsOf({ llmgw: { breaker } })).toEqual({ ...DEFAULTS, ...breaker, ...expected });
    expect(settingsOf({ deployment: { breaker } })).toMatchObject({ ...breaker, ...expected });
  });

  test.each([{ router: { disableCooldowns: true } }, { deployment: { cooldownMs: 0 } }])(
    'are only measured by where cooldowns are off: %j',
    (written) => {
      expect(settingsOf(written).mode).toBe('METRICS_ONLY');
    },
  );

  test('our own keys win over all of these, those of the deployment last', () => {
    const settings = settingsOf({
      router: { disableCooldowns: true, cooldownMs: 9_000 },
      llmgw: { breaker: { mode: 'enforce', rampMs: 1, waitDurationInOpenStateMs: 3 } },
      deployment: { breaker: { rampMs: 2 } },
    });
    expect(settings).toMatchObject({ mode: 'enforce', rampMs: 2, waitDurationInOpenStateMs: 3 });
  });
});
