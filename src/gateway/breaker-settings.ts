import type { DeploymentConfig, LlmgwConfig, RouterConfig } from '../config/types.ts';
import type { FailureClass } from '../resilience/failure.ts';
import { DEFAULT_BREAKER_SETTINGS, type BreakerSettings } from '../resilience/breaker/settings.ts';

/**
 * The settings of a deployment's breakers: the defaults, above them what LiteLLM's keys say, above
 * those `llmgw_settings.breaker`, above all `model_info.llmgw_breaker`. `docs/breaker.md` has the
 * mapping as a table.
 */
export function breakerSettingsFor(
  deployment: DeploymentConfig,
  router: RouterConfig,
  llmgw: LlmgwConfig,
): BreakerSettings {
  const base = DEFAULT_BREAKER_SETTINGS;
  return {
    ...base,
    ...fromAllowedFails(router.allowedFails),
    ...fromPolicy(router, base),
    ...fromCooldown(deployment.cooldownMs ?? router.cooldownMs, base),
    ...(isOff(deployment, router) ? { mode: 'METRICS_ONLY' as const } : {}),
    ...llmgw.breaker,
    ...deployment.breaker,
  };
}

function isOff({ cooldownMs }: DeploymentConfig, { disableCooldowns }: RouterConfig): boolean {
  return disableCooldowns || cooldownMs === 0;
}

function fromAllowedFails(allowed: number | null): Partial<BreakerSettings> {
  if (allowed === null) return {};
  // Whoever writes a number means it, whatever else is under way.
  return { consecutiveFailures: allowed + 1, consecutiveMinSpanMs: 0, strictConsecutive: true };
}

function fromPolicy(
  { allowedFailsPolicy: policy }: RouterConfig,
  base: BreakerSettings,
): Partial<BreakerSettings> {
  const byClass: Partial<Record<FailureClass, number>> = {};
  if (policy.timeout !== undefined) byClass.timeout = policy.timeout + 1;
  if (policy.internalServer !== undefined) {
    for (const name of ['transient', 'overloaded', 'unknown'] as const) {
      byClass[name] = policy.internalServer + 1;
    }
  }
  return {
    ...(Object.keys(byClass).length > 0 ? { consecutiveByClass: byClass } : {}),
    ...(policy.authentication === undefined ? {} : patient(policy.authentication + 1, base)),
  };
}

function patient(confirmations: number, { quarantine }: BreakerSettings): Partial<BreakerSettings> {
  const { credential, permission } = quarantine;
  return {
    quarantine: {
      ...quarantine,
      credential: { ...credential, confirmations },
      permission: { ...permission, confirmations },
    },
  };
}

function fromCooldown(ms: number | null, base: BreakerSettings): Partial<BreakerSettings> {
  if (ms === null || ms === 0) return {};
  return {
    waitDurationInOpenStateMs: ms,
    waitDurationInOpenStateMaxMs: Math.max(ms, base.waitDurationInOpenStateMaxMs),
    holdBaseMs: ms,
  };
}
