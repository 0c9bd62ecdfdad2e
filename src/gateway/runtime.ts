import type { AttemptTimeouts, DeploymentConfig, GatewayConfig } from '../config/types.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Provider, ProviderSettings, Target } from '../providers/provider.ts';
import { createAuthenticator, type Authenticator } from './authenticate.ts';
import { DeploymentState } from './deployment-state.ts';
import type { Deployment } from './deployment.ts';
import type { KeyLookup } from './principal.ts';
import { Secret } from '../core/secret.ts';
import { secretsIn } from './sent-secrets.ts';
import { RoutingTable, type InferProvider } from './routing-table.ts';

/** Everything a request needs of one configuration; a reload makes a new one and swaps it in. */
export interface Runtime {
  readonly config: GatewayConfig;
  readonly table: RoutingTable;
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
}

/** The runtime and the deployments that could not be made ready. */
export interface RuntimeResult {
  readonly runtime: Runtime;
  readonly findings: readonly Finding[];
}

/** Failures in sequence that are forgiven where the configuration says nothing. */
const ALLOWED_FAILS = { alone: 7, grouped: 2 };

/** Connects every deployment and builds the routing table; opens no sockets. */
export function buildRuntime(source: RuntimeSource): RuntimeResult {
  const { config } = source;
  const findings: Finding[] = [];
  const states = new Map(source.previous?.deployments.map(({ id, state }) => [id, state]));
  const groupSizes = countGroups(config.deployments);
  const deployments: Deployment[] = [];
  for (const entry of config.deployments) {
    const target = connect(entry, source);
    if ('problem' in target) {
      if (entry.speculative !== true) findings.push(unusable(entry, target.problem, target.help));
      continue;
    }
    const alone = groupSizes.get(entry.modelName) === 1;
    deployments.push(makeDeployment(entry, target, { source, alone, state: states.get(entry.id) }));
  }
  findings.push(...nothingBehindStar(config.deployments, deployments));
  const table = new RoutingTable(deployments, config.router.aliases, source.inferProvider);
  const { masterKey, keyHeaderName, publicRoutes } = config.general;
  const authenticator = createAuthenticator(masterKey, keyHeaderName, source.findKey, publicRoutes);
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

interface DeploymentParts {
  readonly source: RuntimeSource;
  readonly alone: boolean;
  readonly state: DeploymentState | undefined;
}

function makeDeployment(
  entry: DeploymentConfig,
  { provider, ...target }: Connected,
  parts: DeploymentParts,
): Deployment {
  const { router, general } = parts.source.config;
  const fails = parts.alone ? ALLOWED_FAILS.alone : ALLOWED_FAILS.grouped;
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
    cooldown: {
      allowedFails: router.allowedFails ?? fails,
      cooldownMs: entry.cooldownMs ?? router.cooldownMs,
      disabled: router.disableCooldowns || entry.cooldownMs === 0,
    },
    maxParallel: entry.maxParallelRequests ?? router.defaultMaxParallelRequests ?? Infinity,
    state: parts.state ?? new DeploymentState(),
    secrets: secretsIn(target.headers).map((text) => new Secret(text)),
    headers: answerHeaders(entry, target, parts.source.version),
  };
}

function mergeTimeouts(entry: DeploymentConfig, base: AttemptTimeouts): AttemptTimeouts {
  const stream = entry.streamTimeoutMs ?? entry.timeoutMs;
  const named = stream === null ? {} : { firstTokenMs: stream, idleMs: stream };
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

function countGroups(entries: readonly DeploymentConfig[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { modelName } of entries) sizes.set(modelName, (sizes.get(modelName) ?? 0) + 1);
  return sizes;
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
