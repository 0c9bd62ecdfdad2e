import type {
  AllowedFailsPolicy,
  DeploymentConfig,
  LlmgwConfig,
  RouterConfig,
} from '../config/types.ts';
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
  return [fromLitellm(deployment, router), llmgw.breaker, deployment.breaker].reduce(
    writeOver,
    DEFAULT_BREAKER_SETTINGS,
  );
}

/** Whoever writes a first time above the longest one of the layer below means both. */
function writeOver(below: BreakerSettings, written: Partial<BreakerSettings>): BreakerSettings {
  const { holdBaseMs = 0, waitDurationInOpenStateMs: waitMs = 0 } = written;
  return {
    ...below,
    holdMaxMs: Math.max(below.holdMaxMs, holdBaseMs),
    waitDurationInOpenStateMaxMs: Math.max(below.waitDurationInOpenStateMaxMs, waitMs),
    ...written,
  };
}

function fromLitellm(deployment: DeploymentConfig, router: RouterConfig): Partial<BreakerSettings> {
  return {
    ...fromAllowedFails(router.allowedFails),
    ...fromPolicy(router.allowedFailsPolicy),
    ...fromCooldown(deployment.cooldownMs ?? router.cooldownMs),
    ...(isOff(deployment, router) ? { mode: 'METRICS_ONLY' } : {}),
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

function fromPolicy(policy: AllowedFailsPolicy): Partial<BreakerSettings> {
  const byClass: Partial<Record<FailureClass, number>> = {};
  if (policy.timeout !== undefined) byClass.timeout = policy.timeout + 1;
  if (policy.internalServer !== undefined) {
    for (const name of ['transient', 'overloaded', 'unknown'] as const) {
      byClass[name] = policy.internalServer + 1;
    }
  }
  return {
    ...(Object.keys(byClass).length > 0 ? { consecutiveByClass: byClass } : {}),
    ...(policy.authentication === undefined ? {} : patient(policy.authentication + 1)),
  };
}

function patient(confirmations: number): Partial<BreakerSettings> {
  const { quarantine } = DEFAULT_BREAKER_SETTINGS;
  const { credential, permission } = quarantine;
  return {
    quarantine: {
      ...quarantine,
      credential: { ...credential, confirmations },
      permission: { ...permission, confirmations },
    },
  };
}

function fromCooldown(ms: number | null): Partial<BreakerSettings> {
  return ms === null || ms === 0 ? {} : { waitDurationInOpenStateMs: ms, holdBaseMs: ms };
}
