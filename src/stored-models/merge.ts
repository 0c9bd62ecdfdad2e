import { hashConfig } from '../config/build/freeze.ts';
import type { DeploymentConfig, GatewayConfig } from '../config/types.ts';
import { Secret } from '../core/secret.ts';

/** What the database adds to a configuration. */
export interface StoredPart {
  readonly deployments: readonly DeploymentConfig[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A configuration with the models of the database: one name, one group, wherever its deployments
 * come from. A deployment of the file keeps its id; one of the database with the same is left out.
 */
export function mergeStored(config: GatewayConfig, stored: StoredPart): GatewayConfig {
  const taken = new Set(config.deployments.map(({ id }) => id));
  const added = stored.deployments.filter(({ id }) => !taken.has(id));
  const variables = Object.entries(stored.environment);
  if (added.length === 0 && variables.length === 0) return config;
  const secrets = variables.map(([name, value]) => [name, new Secret(value)] as const);
  const served = new Set(added.map(({ modelName }) => modelName));
  const { hash: _, ...rest } = config;
  const merged = {
    ...rest,
    deployments: [...config.deployments, ...added],
    unserved: new Map([...config.unserved].filter(([group]) => !served.has(group))),
    environment: { ...config.environment, ...Object.fromEntries(secrets) },
  };
  return Object.freeze({ ...merged, hash: hashConfig(merged) });
}
