import { loadConfig } from '../../src/config/load.ts';
import type { GatewayConfig, ProviderCatalogue } from '../../src/config/types.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import { buildRuntime, type Runtime } from '../../src/gateway/runtime.ts';
import { KNOWN_PROVIDERS } from '../../src/providers/known-names.ts';
import { findProvider, inferProvider, providers } from '../../src/providers/registry.ts';
import type { BreakerRegistry } from '../../src/resilience/breaker/registry.ts';
import { VERSION } from '../../src/cli/version.ts';
import type { CommandContext } from '../context.ts';
import { resolveMasterKey, type MasterKey } from './master-key.ts';
import type { ServeOptions } from './serve-options.ts';

/** A configuration that can be served, or what stands in its way. */
export interface LoadedGateway {
  readonly findings: readonly Finding[];
  /** Files to watch: main, includes, env files. */
  readonly files: readonly string[];
  /** null when a finding is critical. */
  readonly ready: { readonly runtime: Runtime; readonly masterKey: MasterKey } | null;
}

/** What loading needs besides the file. */
export interface LoadInput {
  readonly context: CommandContext;
  readonly options: ServeOptions;
  readonly file: string;
  readonly previous: Runtime | null;
  readonly breakers: BreakerRegistry;
}

const CATALOGUE: ProviderCatalogue = {
  served: new Set(providers.map(({ name }) => name)),
  known: new Set([...providers.map(({ name }) => name), ...KNOWN_PROVIDERS]),
  infer: inferProvider,
};

/**
 * From file to runtime: load, validate, master key, connect. Reads files, opens nothing. Throws
 * `E_MASTER_KEY`; everything wrong with the file itself is a finding.
 */
export function loadGateway({
  context,
  options,
  file,
  previous,
  breakers,
}: LoadInput): LoadedGateway {
  const environment = context.environment();
  const loaded = loadConfig({
    file,
    env: environment.variables,
    providers: CATALOGUE,
    skipBroken: options.skipBroken,
    allowUnsetEnv: options.allowUnsetEnv,
  });
  const findings = [...environment.findings, ...loaded.findings];
  const files = [...loaded.files, ...environment.files];
  if (loaded.config === null) return { findings, files, ready: null };
  const masterKey = resolveMasterKey({
    config: loaded.config,
    dev: options.dev,
    host: options.host,
    cwd: context.io.cwd,
  });
  const built = buildRuntime({
    config: withMasterKey(loaded.config, masterKey),
    findProvider,
    inferProvider: (model) => inferProvider(model, null),
    env: (name) => environment.variables[name],
    findKey: () => Promise.resolve(null),
    previous,
    version: VERSION,
    clock: context.clock,
    breakers,
  });
  findings.push(...built.findings.map((finding) => soften(finding, options.skipBroken)));
  const isFatal = findings.some(({ severity }) => severity === 'critical');
  return { findings, files, ready: isFatal ? null : { runtime: built.runtime, masterKey } };
}

function withMasterKey(config: GatewayConfig, { key }: MasterKey): GatewayConfig {
  return { ...config, general: { ...config.general, masterKey: key } };
}

function soften(finding: Finding, skipBroken: boolean): Finding {
  return skipBroken ? { ...finding, severity: 'warning' } : finding;
}
