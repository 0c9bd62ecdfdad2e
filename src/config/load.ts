import { Secret } from '../core/secret.ts';
import { buildDeployments, type ModelList } from './build/deployments.ts';
import { deepFreeze, hashConfig } from './build/freeze.ts';
import { buildDatabase } from './build/database.ts';
import { buildGeneral } from './build/general.ts';
import { buildLlmgw } from './build/llmgw.ts';
import { buildMcpServers } from './build/mcp-servers.ts';
import { buildPassThrough } from './build/pass-through.ts';
import { readRouterParts } from './build/router-parts.ts';
import { buildRouter } from './build/router.ts';
import { FindingLog } from './finding-log.ts';
import { readWithIncludes } from './includes.ts';
import { child, childMap, type MapNode } from './node.ts';
import { type ReadFile, readFileFromDisk } from './read-source.ts';
import { flattenValues } from './render/flatten-values.ts';
import { resolveEnv } from './resolve-env.ts';
import type { GatewayConfig, LoadOptions, LoadResult } from './types.ts';
import { checkHooks } from './validate/check-hooks.ts';
import { checkReferences } from './validate/check-references.ts';
import { checkSections } from './validate/check-sections.ts';
import { checkStrategy } from './validate/check-strategy.ts';
import { DeploymentFaults } from './validate/deployment-faults.ts';
import { reportUnset } from './validate/report-unset.ts';
import { asBoolean } from './values.ts';

/**
 * Reads a LiteLLM `config.yaml` with its includes and everything it refers to. Bad input is never
 * thrown: everything that is wrong is found in one go, and there is a configuration unless one of
 * the findings is critical.
 */
export function loadConfig(
  options: LoadOptions,
  readFile: ReadFile = readFileFromDisk,
): LoadResult {
  const log = new FindingLog();
  const { root, files } = readWithIncludes(options.file, readFile, log);
  const built = root === null ? null : buildConfig(root, { options, files, log });
  const config = log.hasCritical ? null : (built?.config ?? null);
  const findings = log.sorted(files);
  return { config, findings, files, written: root, root: built?.root ?? null };
}

interface BuildInput {
  readonly options: LoadOptions;
  readonly files: readonly string[];
  readonly log: FindingLog;
}

interface Built {
  readonly config: GatewayConfig;
  readonly root: MapNode;
}

function buildConfig(written: MapNode, { options, files, log }: BuildInput): Built {
  const { env: processEnv, providers } = options;
  const allow = options.allowUnsetEnv ?? false;
  const { root, env, unset, variables } = resolveEnv(written, processEnv, {
    log,
    allowUnset: allow,
  });
  const skipBroken = (options.skipBroken ?? false) || ignoresInvalid(root);
  const faults = new DeploymentFaults(log, skipBroken);
  reportUnset(unset, faults, { env, allow, skipBroken });
  checkFile(root, log);
  const models = buildDeployments(root, providers, faults);
  const parts = readRouterParts(root, log);
  const passThrough = buildPassThrough(root, log);
  checkReferences(root, { parts, groups: groupNames(models) }, log);
  checkSomethingToServe(root, { models, others: passThrough.length, log });
  const config = seal({
    files,
    deployments: models.deployments,
    unserved: models.unserved,
    router: buildRouter(root, parts),
    general: buildGeneral(root, env),
    database: buildDatabase(root, env),
    llmgw: buildLlmgw(root, parts.aliases, log),
    passThrough,
    mcpServers: buildMcpServers(root),
    environment: toSecrets(variables),
    values: flattenValues(root),
  });
  return { config, root };
}

/** What reads the sections as they stand, whatever the models are. */
function checkFile(root: MapNode, log: FindingLog): void {
  checkSections(root, log);
  checkHooks(root, log);
  checkStrategy(root, log);
}

function ignoresInvalid(root: MapNode): boolean {
  const router = childMap(root, 'router_settings');
  return asBoolean(child(router, 'ignore_invalid_deployments')) ?? false;
}

/** What a fallback or alias may name: a group, servable or not, or a deployment. */
function groupNames({ deployments, names }: ModelList): readonly string[] {
  return [...names, ...deployments.map(({ id }) => id)];
}

interface ServeCheck {
  readonly models: ModelList;
  /** Pass-through endpoints: a server without models may still have these. */
  readonly others: number;
  readonly log: FindingLog;
}

function checkSomethingToServe(root: MapNode, { models, others, log }: ServeCheck): void {
  const position = root.entries.get('model_list')?.keyPosition ?? root.position;
  if (models.written === 0) {
    log.add('empty-model-list', { message: '`model_list` is empty', position, path: 'model_list' });
    return;
  }
  if (models.deployments.length > 0 || models.isStopped || others > 0) return;
  log.add('no-servable-deployment', {
    message: 'no model of `model_list` can be served',
    help: 'the other findings say why; add a model of a provider that is served',
    position,
    path: 'model_list',
  });
}

function toSecrets(variables: Readonly<Record<string, string>>): Readonly<Record<string, Secret>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, new Secret(value)]),
  );
}

/** Adds the hash; from here on nothing changes any more. */
function seal(config: Omit<GatewayConfig, 'hash'>): GatewayConfig {
  return deepFreeze({ ...config, hash: hashConfig(config) });
}
