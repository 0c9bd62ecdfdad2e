import { Secret } from '../../src/core/secret.ts';
import type {
  DatabaseConfig,
  DeploymentConfig,
  GatewayConfig,
  GeneralConfig,
  LlmgwConfig,
  McpServerConfig,
  PassThroughConfig,
  RouterConfig,
} from '../../src/config/types.ts';

/** A configuration without a file: every setting has a default, and tests name what matters. */
export interface ConfigParts {
  readonly deployments?: readonly Partial<DeploymentConfig>[];
  readonly router?: Partial<RouterConfig>;
  readonly general?: Partial<GeneralConfig>;
  readonly database?: Partial<DatabaseConfig>;
  readonly llmgw?: Partial<LlmgwConfig>;
  readonly passThrough?: readonly Partial<PassThroughConfig>[];
  readonly mcpServers?: readonly McpServerConfig[];
  readonly unserved?: ReadonlyMap<string, string>;
  readonly environment?: Readonly<Record<string, Secret>>;
}

/** What no answer, error or log line may hold. */
export const UPSTREAM_KEY = 'sk-upstream-canary-0123456789abcdef';
export const MASTER_KEY = 'sk-master-canary-0123456789abcdef';

const POSITION = { file: 'config.yaml', line: 1, column: 1 };

/** One deployment; its id follows from its names. */
function deploymentConfig(parts: Partial<DeploymentConfig> = {}): DeploymentConfig {
  const { modelName = 'group', model = 'upstream-model' } = parts;
  return {
    id: `id-${modelName}-${model}`,
    modelName,
    provider: 'openai',
    model,
    apiKey: new Secret(UPSTREAM_KEY),
    apiBase: 'http://upstream.internal:8000/v1',
    apiVersion: null,
    organization: null,
    timeoutMs: null,
    streamTimeoutMs: null,
    numRetries: null,
    rpm: null,
    tpm: null,
    weight: null,
    order: null,
    maxParallelRequests: null,
    cooldownMs: null,
    tags: [],
    mockResponse: null,
    dropParams: null,
    additionalDropParams: [],
    allowedOpenaiParams: [],
    extraHeaders: {},
    extraBody: {},
    defaults: {},
    extra: {},
    prices: {},
    modelInfo: {},
    mode: null,
    position: POSITION,
    timeouts: {},
    breaker: {},
    ...parts,
  };
}

/** A router without fallbacks and with two retries. */
export function routerConfig(parts: Partial<RouterConfig> = {}): RouterConfig {
  return {
    strategy: 'simple-shuffle',
    strategyArgs: { ttlMs: 3_600_000, lowestLatencyBuffer: 0, maxLatencyListSize: 10 },
    numRetries: 2,
    retryAfterMs: 0,
    retryPolicy: {},
    groupRetryPolicy: new Map(),
    allowedFails: null,
    allowedFailsPolicy: {},
    cooldownMs: null,
    disableCooldowns: false,
    fallbacks: new Map(),
    contextWindowFallbacks: new Map(),
    contentPolicyFallbacks: new Map(),
    maxFallbacks: 5,
    aliases: new Map(),
    timeouts: {
      connectMs: 5_000,
      firstTokenMs: 10_000,
      firstTokenFailoverMs: null,
      idleMs: 15_000,
      totalMs: 60_000,
    },
    defaultMaxParallelRequests: null,
    ...parts,
  };
}

/** One pass-through endpoint: with authentication, without header forwarding. */
export function passThroughConfig(parts: Partial<PassThroughConfig> = {}): PassThroughConfig {
  return {
    path: '/pass',
    target: 'http://target.internal:9000/base',
    headers: {},
    auth: true,
    includeSubpath: false,
    forwardHeaders: false,
    mergeQueryParams: false,
    defaultQueryParams: {},
    methods: null,
    timeoutMs: 10_000,
    position: POSITION,
    ...parts,
  };
}

/** The whole configuration. */
export function gatewayConfig(parts: ConfigParts = {}): GatewayConfig {
  return {
    files: ['config.yaml'],
    hash: 'test',
    deployments: (parts.deployments ?? [{}]).map(deploymentConfig),
    unserved: parts.unserved ?? new Map(),
    router: routerConfig(parts.router),
    general: { ...GENERAL, ...parts.general },
    database: { ...DATABASE, ...parts.database },
    llmgw: { ...LLMGW, ...parts.llmgw },
    mcpServers: parts.mcpServers ?? [],
    passThrough: (parts.passThrough ?? []).map(passThroughConfig),
    environment: parts.environment ?? {},
    values: {},
  };
}

const DATABASE: DatabaseConfig = {
  embedded: false,
  maxConnections: 4,
  slowQueryMs: 500,
  keyCacheMs: 60_000,
  batchWriteMs: 10_000,
  storedModels: true,
  auditLogs: false,
  budgetStatus: 400,
  maxBudget: null,
  budgetDuration: null,
  admitUnchecked: false,
  timezone: 'UTC',
  saltKey: null,
  previousSaltKeys: [],
};

const GENERAL: GeneralConfig = {
  masterKey: new Secret(MASTER_KEY),
  masterKeyPosition: null,
  databaseUrl: null,
  completionModel: null,
  keyHeaderName: null,
  publicRoutes: [],
  maxRequestBytes: 1_048_576,
  dropParams: false,
  requireAuthForMetrics: false,
  alwaysIncludeStreamUsage: false,
  allowClientSideCredentials: false,
  forwardClientHeaders: false,
  redis: null,
  jsonLogs: false,
};

const LLMGW: LlmgwConfig = {
  errorCode: 'stable',
  maxConnections: 1_000,
  maxHeaderBytes: 16_384,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 60_000,
  keepAliveTimeoutMs: 30_000,
  streamBufferBytes: 65_536,
  maxResponseBytes: 1_048_576,
  drainTimeoutMs: 30_000,
  generateMasterKey: true,
  wrapPassThroughErrors: false,
  breaker: {},
  retryBudget: { ratio: 0.2, minPerSecond: 3, ttlMs: 10_000 },
  admissionQueue: { maxWaiting: 100, maxWaitMs: 10_000 },
  routes: {
    default: { streamRescue: 'auto', holdBack: null, hedge: null, onAllOpen: 'reject' },
    byGroup: new Map(),
  },
  skills: { folders: [], cacheTtlMs: 60_000, onMissing: 'error' },
};
