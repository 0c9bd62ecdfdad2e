import type { GatewayConfig } from '../src/config/types.ts';
import type { Finding } from '../src/diagnostics/finding.ts';
import { buildRuntime, type Runtime } from '../src/gateway/runtime.ts';
import type { KeyLookup } from '../src/gateway/principal.ts';
import { findProvider, inferProvider } from '../src/providers/registry.ts';
import type { BreakerRegistry } from '../src/resilience/breaker/registry.ts';
import { VERSION } from '../src/cli/version.ts';
import type { CommandContext } from './context.ts';
import type { Environment } from './environment.ts';

/** What a configuration is connected with. */
export interface ConnectInput {
  readonly context: CommandContext;
  readonly config: GatewayConfig;
  readonly environment: Environment;
  readonly previous: Runtime | null;
  readonly breakers: BreakerRegistry;
  readonly findKey: KeyLookup;
  /** What cannot be connected is a warning. */
  readonly skipBroken: boolean;
}

/** A runtime, and what of it cannot be used. */
export interface ConnectedRuntime {
  readonly runtime: Runtime;
  readonly findings: readonly Finding[];
}

/** From configuration to runtime. Opens nothing. */
export function connectRuntime(input: ConnectInput): ConnectedRuntime {
  const { context, config, environment, previous, breakers, findKey, skipBroken } = input;
  const { runtime, findings } = buildRuntime({
    config,
    findProvider,
    inferProvider: (model) => inferProvider(model, null),
    env: (name) => environment.variables[name],
    findKey,
    previous,
    version: VERSION,
    clock: context.clock,
    breakers,
  });
  return { runtime, findings: findings.map((finding) => soften(finding, skipBroken)) };
}

function soften(finding: Finding, skipBroken: boolean): Finding {
  return skipBroken ? { ...finding, severity: 'warning' } : finding;
}
