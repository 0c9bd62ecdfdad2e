import { loadConfig } from '../src/config/load.ts';
import type { MapNode } from '../src/config/node.ts';
import type { GatewayConfig, ProviderCatalogue } from '../src/config/types.ts';
import type { Finding } from '../src/diagnostics/finding.ts';
import { KNOWN_PROVIDERS } from '../src/providers/known-names.ts';
import { inferProvider, providers } from '../src/providers/registry.ts';
import type { Environment } from './environment.ts';
import type { FilesContext } from './local-context.ts';

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
  /** The file and its includes as they are written; null when they gave nothing to go on. */
  readonly written: MapNode | null;
}

/** Providers, as the configuration has to know them. */
export const PROVIDER_CATALOGUE: ProviderCatalogue = {
  served: new Set(providers.map(({ name }) => name)),
  known: new Set([...providers.map(({ name }) => name), ...KNOWN_PROVIDERS]),
  infer: inferProvider,
};

/** Reads and validates a configuration with the environment of the command. */
export function readGatewayConfig(
  context: Pick<FilesContext, 'environment'>,
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
    written: loaded.written,
  };
}

/** Whether nothing can be done with it as it is. */
export function isFatal(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'critical');
}
