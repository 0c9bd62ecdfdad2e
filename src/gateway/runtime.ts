import { createHash } from 'node:crypto';
import type {
  AttemptTimeouts,
  DeploymentConfig,
  GatewayConfig,
  RouteConfig,
} from '../config/types.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Provider, ProviderSettings, Target } from '../providers/provider.ts';
import { createAuthenticator, type Authenticator } from './authenticate.ts';
import { admitUnchecked } from './admit-unchecked.ts';
import { breakerSettingsFor } from './breaker-settings.ts';
import { DeploymentState } from './deployment-state.ts';
import type { Deployment } from './deployment.ts';
import { GroupState } from './group-state.ts';
import type { KeyLookup } from './principal.ts';
import type { Clock } from '../core/clock.ts';
import type { Operation } from '../core/llm.ts';
import { Secret } from '../core/secret.ts';
import type { Breaker } from '../resilience/breaker/breaker.ts';
import type { BreakerRegistry } from '../resilience/breaker/registry.ts';
import { secretsIn } from './sent-secrets.ts';
import { RoutingTable, type InferProvider, type Routes } from './routing-table.ts';

/** Everything a request needs of one configuration; a reload makes a new one and swaps it in. */
export interface Runtime {
  readonly config: GatewayConfig;
  readonly table: Routes;
  readonly deployments: readonly Deployment[];
  readonly authenticator: Authenticator;
}

/** What a runtime is built from. */
export interface RuntimeSource {
  readonly config: GatewayConfig;
  readonly findProvider: (name: string) => Provider | undefined;
  readonly inferProvider: InferProvider;
  readonly env: (name: string) => string | undefined;
  readonly findKey: KeyLookup;
  /** The runtime before a reload: states of deployments that stay are kept. */
  readonly previous: Runtime | null;
  readonly version: string;
  readonly clock: Clock;
  /** Outlives this runtime: deployments that stay keep their health. */
  readonly breakers: BreakerRegistry;
}

/** The runtime and the deployments that could not be made ready. */
export interface RuntimeResult {
  readonly runtime: Runtime;
  readonly findings: readonly Finding[];
}

/** Connects every deployment and builds the routing table; opens no sockets. */
export function buildRuntime(source: RuntimeSource): RuntimeResult {
  const { config } = source;
  const findings: Finding[] = [];
  const keep = keepers(source);
  const deployments: Deployment[] = [];
  for (const entry of config.deployments) {
    const target = connect(entry, source);
    if ('problem' in target) {
      if (entry.speculative !== true) findings.push(unusable(entry, target.problem, target.help));
      continue;
    }
    deployments.push(makeDeployment(entry, target, { source, keep }));
  }
  findings.push(...nothingBehindStar(config.deployments, deployments));
  const table = new RoutingTable(deployments, config.router.aliases, source.inferProvider);
  const { masterKey, keyHeaderName, publicRoutes } = config.general;
  const findKey = config.database.admitUnchecked ? admitUnchecked(source.findKey) : source.findKey;
  const authenticator = createAuthenticator(masterKey, keyHeaderName, findKey, publicRoutes);
  return { runtime: { config, table, deployments, authenticator }, findings };
}

interface Connected extends Target {
  readonly provider: Provider;
}

function connect(
  entry: DeploymentConfig,
  source: RuntimeSource,
): Connected | { readonly problem: string; readonly help: string } {
  const provider = source.findProvider(entry.provider);
  if (provider === undefined) {
    return {
      problem: `provider "${entry.provider}" is not served`,
      help: 'remove the deployment or choose another provider',
    };
  }
  if (entry.mockResponse !== null) return { provider, ...MOCK_TARGET };
  const target = provider.connect(settingsOf(entry, source));
  return 'problem' in target ? target : { provider, ...target };
}

const MOCK_TARGET: Target = { origin: 'mock:', paths: {}, headers: [], displayBase: '' };

function settingsOf(entry: DeploymentConfig, source: RuntimeSource): ProviderSettings {
  const { environment } = source.config;
  return {
    model: entry.model,
    apiKey: entry.apiKey,
    apiBase: entry.apiBase,
    apiVersion: entry.apiVersion,
    organization: entry.organization,
    extra: entry.extra,
    extraHeaders: Object.fromEntries(
      Object.entries(entry.extraHeaders).map(([name, value]) => [name, value.reveal()]),
    ),
    env: (name) => environment[name]?.reveal() ?? source.env(name),
  };
}

/** What the configuration says about one model group: by its name, or as a pattern's. */
export function routeConfigOf(
  { llmgw }: GatewayConfig,
  group: string,
  pattern: string = group,
): RouteConfig {
  const { byGroup, default: all } = llmgw.routes;
  return byGroup.get(group) ?? byGroup.get(pattern) ?? all;
}

/** States of the runtime before, and new ones for what is new. */
interface Keepers {
  state(entry: DeploymentConfig): DeploymentState;
  group(name: string): GroupState;
}

function keepers({ previous, clock, config }: RuntimeSource): Keepers {
  const states = new Map(previous?.deployments.map(({ id, state }) => [id, state]));
  const before = new Map(previous?.deployments.map(({ group, groupState }) => [group, groupState]));
  const groups = new Map<string, GroupState>();
  const { retryBudget: retries } = config.llmgw;
  return {
    state(entry) {
      return states.get(entry.id) ?? new DeploymentState(clock);
    },
    group(name) {
      const maxHedgeShare = routeConfigOf(config, name).hedge?.maxExtra ?? 0;
      const parts = { retries, maxHedgeShare, previous: before.get(name) };
      const known = groups.get(name) ?? new GroupState(parts);
      groups.set(name, known);
      return known;
    },
  };
}

interface DeploymentParts {
  readonly source: RuntimeSource;
  readonly keep: Keepers;
}

function makeDeployment(
  entry: DeploymentConfig,
  { provider, ...target }: Connected,
  parts: DeploymentParts,
): Deployment {
  const { router, general } = parts.source.config;
  return {
    id: entry.id,
    group: entry.modelName,
    config: entry,
    provider,
    target,
    params: {
      dropUnsupported: entry.dropParams ?? general.dropParams,
      additionalDrop: entry.additionalDropParams,
      allowed: entry.allowedOpenaiParams,
      defaults: entry.defaults,
      extraBody: entry.extraBody,
    },
    timeouts: mergeTimeouts(entry, router.timeouts),
    breaker: breakersOf(entry, target, parts.source),
    state: parts.keep.state(entry),
    groupState: parts.keep.group(entry.modelName),
    secrets: secretsIn(target.headers).map((text) => new Secret(text)),
    headers: answerHeaders(entry, target, parts.source.version),
  };
}

/**
 * Puts a runtime in force: until then it has changed nothing of what it shares with the one before,
 * so that one that is refused leaves no trace.
 */
export function activate({ config, deployments }: Runtime): void {
  const { maxWaiting } = config.llmgw.admissionQueue;
  for (const { config: entry, state } of deployments) {
    const limit = entry.maxParallelRequests ?? config.router.defaultMaxParallelRequests;
    state.queue.configure({ limit: limit ?? Infinity, maxWaiting });
  }
}

/** Looked up by name once, then held: the path of a request asks no map. */
function breakersOf(
  entry: DeploymentConfig,
  target: Target,
  { config, breakers }: RuntimeSource,
): (operation: Operation) => Breaker {
  const settings = breakerSettingsFor(entry, config.router, config.llmgw);
  const credential = credentialOf(entry, target);
  const made: Partial<Record<Operation, Breaker>> = {};
  const generation = breakers.nextGeneration();
  return (operation) =>
    (made[operation] ??= breakers.get(
      { deployment: entry.id, operation, credential },
      settings,
      generation,
    ));
}

/** The same for deployments that a provider cannot tell apart; null without a credential. */
function credentialOf(entry: DeploymentConfig, { origin, headers }: Target): string | null {
  const secrets = secretsIn(headers);
  if (secrets.length === 0) return null;
  const all = JSON.stringify([origin, entry.model, ...secrets]);
  return createHash('sha256').update(all).digest('hex');
}

function mergeTimeouts(entry: DeploymentConfig, base: AttemptTimeouts): AttemptTimeouts {
  const stream = entry.streamTimeoutMs ?? entry.timeoutMs;
  const named =
    stream === null ? {} : { firstTokenMs: stream, firstTokenFailoverMs: null, idleMs: stream };
  const total = entry.timeoutMs === null ? {} : { totalMs: entry.timeoutMs };
  return { ...base, ...named, ...total, ...entry.timeouts };
}

function answerHeaders(entry: DeploymentConfig, target: Target, version: string): string[] {
  const base = target.displayBase === '' ? [] : ['x-litellm-model-api-base', target.displayBase];
  return [
    'x-litellm-model-id',
    headerText(entry.id),
    ...base,
    'x-litellm-version',
    version,
    'x-llmgw-version',
    version,
  ];
}

/** Header values are Latin-1 without control characters; a model id may be anything. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

/** `model: "*"` means every provider that is set up; there must be one. */
function nothingBehindStar(
  entries: readonly DeploymentConfig[],
  ready: readonly Deployment[],
): Finding[] {
  const star = entries.find(({ speculative }) => speculative === true);
  if (star === undefined || ready.some(({ config }) => config.speculative === true)) return [];
  return [
    unusable(
      { ...star, modelName: '*' },
      'no provider is set up',
      'set the key of a provider in the environment, e.g. OPENAI_API_KEY',
    ),
  ];
}

function unusable(entry: DeploymentConfig, problem: string, help: string): Finding {
  return {
    code: 'LGW050',
    name: 'deployment-unusable',
    severity: 'critical',
    message: `deployment of "${entry.modelName}" cannot be used: ${problem}`,
    help,
    position: entry.position,
  };
}
