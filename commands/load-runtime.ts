import { loadConfig } from '../src/config/load.ts';
import type { GatewayConfig, ProviderCatalogue } from '../src/config/types.ts';
import type { Finding } from '../src/diagnostics/finding.ts';
import { buildRuntime, type Runtime } from '../src/gateway/runtime.ts';
import type { KeyLookup } from '../src/gateway/principal.ts';
import { KNOWN_PROVIDERS } from '../src/providers/known-names.ts';
import { findProvider, inferProvider, providers } from '../src/providers/registry.ts';
import type { BreakerRegistry } from '../src/resilience/breaker/registry.ts';
import { VERSION } from '../src/cli/version.ts';
import type { CommandContext, Environment } from './context.ts';

/** What is forgiven. */
export interface LoadSwitches {
  readonly skipBroken: boolean;
  readonly allowUnsetEnv: boolean;
}

/** A file as it was read, with everything that was found. */
export interface ReadConfig {
  /** null when a finding is fatal. */
  readonly config: GatewayConfig | null;
  readonly findings: readonly Finding[];
  /** Main file, includes, env files. */
  readonly files: readonly string[];
  readonly environment: Environment;
}

/** Providers, as the configuration has to know them. */
export const PROVIDER_CATALOGUE: ProviderCatalogue = {
  served: new Set(providers.map(({ name }) => name)),
  known: new Set([...providers.map(({ name }) => name), ...KNOWN_PROVIDERS]),
  infer: inferProvider,
};

/** Reads and validates a configuration with the environment of the command. */
export function readGatewayConfig(
  context: CommandContext,
  file: string,
  { skipBroken, allowUnsetEnv }: LoadSwitches,
): ReadConfig {
  const environment = context.environment();
  const env = environment.variables;
  const loaded = loadConfig({
    file,
    env,
    providers: PROVIDER_CATALOGUE,
    skipBroken,
    allowUnsetEnv,
  });
  return {
    config: loaded.config,
    findings: [...environment.findings, ...loaded.findings],
    files: [...loaded.files, ...environment.files],
    environment,
  };
}

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

/** Whether nothing can be done with it as it is. */
export function isFatal(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'critical');
}

function soften(finding: Finding, skipBroken: boolean): Finding {
  return skipBroken ? { ...finding, severity: 'warning' } : finding;
}
