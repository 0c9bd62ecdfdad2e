import type { DeploymentConfig, GatewayConfig } from '../../config/types.ts';
import type { Secret } from '../../core/secret.ts';
import type { Collector, Findings, World } from '../collector.ts';
import type { Entity, EntityRef, Relation } from '../fact.ts';
import { fieldAt, listOf, textOf, unavailable } from './findings.ts';

/** Where the gateway is described, and where it runs. */
export interface GatewaySource {
  /** Null: there is no configuration here. */
  readonly config: GatewayConfig | null;
  /** A running gateway; null: nobody is asked. */
  readonly url: URL | null;
  readonly key: Secret | null;
}

/** What the gateway serves, as configured, and how it is, as it says itself. */
export function gatewayCollector(source: GatewaySource): Collector {
  return {
    name: 'gateway',
    summary: "the gateway's config, models and deployments, and their health (--gateway)",
    collect: async (world) => collectGateway(world, source),
  };
}

async function collectGateway(world: World, source: GatewaySource): Promise<Findings> {
  const { config, url } = source;
  if (config === null) return unavailable('there is no configuration here');
  const health = url === null ? null : await readHealth(world, url, source.key);
  const gateway = describeGateway(config, url);
  const found = config.deployments
    .filter(({ speculative }) => speculative !== true)
    .map((deployment) => describeDeployment(deployment, health));
  const groups = describeGroups(config);
  const silent = url !== null && health === null;
  return {
    status: silent ? 'partial' : 'ok',
    entities: [gateway, ...groups, ...found.map(({ entity }) => entity)],
    relations: [
      ...groups.map((group) => ({ from: gateway, rel: 'offers', to: group })),
      ...found.flatMap(({ relations }) => relations),
    ],
    samples: [],
    warnings: silent ? [`nobody listens at ${url.origin}`] : [],
  };
}

type Health = ReadonlyMap<string, string>;

/** The state of each deployment's breaker; null: nobody answers. */
async function readHealth(world: World, url: URL, key: Secret | null): Promise<Health | null> {
  const path = `${url.pathname.replace(/\/+$/, '')}/health/deployments`;
  const headers = key === null ? {} : { authorization: `Bearer ${key.reveal()}` };
  const answer = await world.getJson({ url: `${url.origin}${path}`, headers });
  if (answer === null) return null;
  const pairs = listOf(fieldAt(answer, 'deployments')).map((one): [string, string] => [
    textOf(fieldAt(one, 'model_id')),
    worstOf(listOf(fieldAt(one, 'breakers')).map((breaker) => textOf(fieldAt(breaker, 'state')))),
  ]);
  return new Map(pairs);
}

function worstOf(states: readonly string[]): string {
  return ['open', 'half_open', 'closed'].find((state) => states.includes(state)) ?? 'closed';
}

function describeGateway(
  { files, hash, general, database }: GatewayConfig,
  url: URL | null,
): Entity {
  return {
    kind: 'gateway',
    key: files[0] ?? 'config',
    name: 'gateway',
    body: {
      files,
      config_hash: hash,
      url: url?.origin ?? null,
      database:
        general.databaseUrl === null ? (database.embedded ? 'private' : 'none') : 'configured',
      redis: general.redis !== null,
      stored_models: database.storedModels,
    },
  };
}

function describeGroups({ deployments, router }: GatewayConfig): readonly Entity[] {
  const names = [...new Set(deployments.filter(isMeant).map(({ modelName }) => modelName))];
  return names.map((name) => ({
    ...{ kind: 'model_group', key: name, name },
    body: {
      deployments: deployments.filter((one) => isMeant(one) && one.modelName === name).length,
      fallbacks: router.fallbacks.get(name) ?? [],
      strategy: router.strategy,
    },
  }));
}

function isMeant({ speculative }: DeploymentConfig): boolean {
  return speculative !== true;
}

function describeDeployment(
  deployment: DeploymentConfig,
  health: Health | null,
): { readonly entity: Entity; readonly relations: readonly Relation[] } {
  const { id, modelName, provider, model, apiBase, rpm, tpm, weight, order, mode } = deployment;
  const entity: Entity = {
    ...{ kind: 'deployment', key: `${modelName}/${id}`, name: modelName },
    body: {
      ...{ id, provider, model, api_base: apiBase, rpm, tpm, weight, order, mode },
      tags: deployment.tags,
      has_key: deployment.apiKey !== null,
      mock: deployment.mockResponse !== null,
      ...(health === null ? {} : { health: health.get(id) ?? 'unknown' }),
    },
  };
  const group = { kind: 'model_group', key: modelName };
  return {
    entity,
    relations: [
      { from: entity, rel: 'serves', to: group },
      ...portsOf(apiBase).map((to): Relation => ({ from: entity, rel: 'calls', to })),
    ],
  };
}

/** The ports of this machine that a loopback address may mean; those that do not exist are no relation. */
function portsOf(apiBase: string | null): readonly EntityRef[] {
  const url = apiBase !== null && URL.canParse(apiBase) ? new URL(apiBase) : null;
  if (url === null || !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) return [];
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return ['0.0.0.0', '127.0.0.1', '::', '::1'].map((address) => ({
    kind: 'port',
    key: `tcp/${address}/${port}`,
  }));
}
