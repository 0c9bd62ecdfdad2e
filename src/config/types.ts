import type { Finding, Position } from '../diagnostics/finding.ts';
import type { ErrorCodeStyle } from '../core/api-error.ts';
import type { Secret } from '../core/secret.ts';
import type { MapNode } from './node.ts';
import type { ConfigValues } from './render/flatten-values.ts';

/** What the configuration needs to know about providers; the composition root fills it in. */
export interface ProviderCatalogue {
  /** Providers this program can call. */
  readonly served: ReadonlySet<string>;
  /** Providers LiteLLM knows, served or not. */
  readonly known: ReadonlySet<string>;
  /** The provider a bare model name (`gpt-4o`) or a well-known `api_base` belongs to, or null. */
  infer(model: string, apiBase: string | null): string | null;
}

/** One entry of `model_list`, resolved and frozen. Times are in milliseconds. */
export interface DeploymentConfig {
  /** `model_info.id`, or a hash of the parameters without their secrets. */
  readonly id: string;
  /** The public name: the model group. May hold `*`. */
  readonly modelName: string;
  readonly provider: string;
  /** The model as the provider calls it, without the provider prefix. */
  readonly model: string;
  readonly apiKey: Secret | null;
  readonly apiBase: string | null;
  readonly apiVersion: string | null;
  readonly organization: string | null;
  readonly timeoutMs: number | null;
  readonly streamTimeoutMs: number | null;
  readonly numRetries: number | null;
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly weight: number | null;
  readonly order: number | null;
  readonly maxParallelRequests: number | null;
  readonly cooldownMs: number | null;
  readonly tags: readonly string[];
  readonly mockResponse: string | null;
  /** null: as `litellm_settings.drop_params` says. */
  readonly dropParams: boolean | null;
  readonly additionalDropParams: readonly string[];
  readonly allowedOpenaiParams: readonly string[];
  readonly extraHeaders: Readonly<Record<string, Secret>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** Request parameters that are sent unless the client sets them, e.g. `temperature`. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Provider-specific settings, e.g. `azure_ad_token`; secret strings are `Secret`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What `litellm_params` says of prices, under LiteLLM's names: US dollars. */
  readonly prices: Readonly<Record<string, unknown>>;
  /** `model_info` as written. */
  readonly modelInfo: Readonly<Record<string, unknown>>;
  readonly mode: string | null;
  readonly position: Position;
  /** One of the providers that `model: "*"` may mean: left out when it is not set up. */
  readonly speculative?: true;
  readonly timeouts: Partial<AttemptTimeouts>;
  /** `model_info.llmgw_breaker`: above everything else that is said of its breaker. */
  readonly breaker: BreakerConfig;
}

/** The limits of one attempt. */
export interface AttemptTimeouts {
  readonly connectMs: number;
  /** From sending the request to the first content token of a stream. */
  readonly firstTokenMs: number;
  /** The same while another route could still take the call; null: no sooner. */
  readonly firstTokenFailoverMs: number | null;
  /** Between two chunks of a stream. */
  readonly idleMs: number;
  /** The whole attempt. */
  readonly totalMs: number;
}

/** What a file says about breakers; what it leaves out has defaults. Milliseconds and shares. */
export interface BreakerConfig {
  readonly mode?: 'enforce' | 'METRICS_ONLY';
  readonly slidingWindowMs?: number;
  readonly minimumNumberOfCalls?: number;
  readonly failureRateThreshold?: number;
  readonly confidenceZ?: number;
  readonly consecutiveFailures?: number;
  readonly consecutiveMinSpanMs?: number;
  readonly slowCallDurationThresholdMs?: number;
  readonly slowCallRateThreshold?: number;
  readonly streamFailureRateThreshold?: number;
  readonly streamMinimumNumberOfCalls?: number;
  readonly streamWindowMs?: number;
  readonly holdBaseMs?: number;
  readonly holdMaxMs?: number;
  readonly waitDurationInOpenStateMs?: number;
  readonly waitDurationInOpenStateMaxMs?: number;
  readonly probeLeaseMs?: number;
  readonly probeTimeoutMs?: number;
  readonly permittedNumberOfCallsInHalfOpenState?: number;
  readonly probeSuccessAt?: 'first_token' | 'complete';
  readonly rampMs?: number;
  readonly rampMinFraction?: number;
  readonly resetAfterMs?: number;
}

/** LiteLLM's `allowed_fails_policy`: failures of a class in sequence that are forgiven. */
export interface AllowedFailsPolicy {
  readonly authentication?: number;
  readonly timeout?: number;
  readonly internalServer?: number;
}

/** What is done for the requests of one model group. */
export interface RouteConfig {
  /** How a stream that broke off is gone on with. */
  readonly streamRescue: 'auto' | 'prefill' | 'replay' | 'off';
  /** The beginning of a stream is kept back for so many tokens, or so long. */
  readonly holdBack: { readonly tokens: number; readonly ms: number } | null;
  /** A second attempt beside a slow first one. `after` in milliseconds. */
  readonly hedge: {
    readonly after: 'p95' | number;
    readonly maxExtra: number;
    readonly tools: boolean;
  } | null;
  /** `bypass`: with every breaker shut, calls go out all the same. */
  readonly onAllOpen: 'reject' | 'bypass';
}

export type RoutingStrategy =
  'simple-shuffle' | 'least-busy' | 'latency-based-routing' | 'usage-based-routing';

/** Retries per class of failure, as LiteLLM names them. */
export interface RetryPolicy {
  readonly badRequest?: number;
  readonly authentication?: number;
  readonly timeout?: number;
  readonly rateLimit?: number;
  readonly contentPolicy?: number;
  readonly internalServer?: number;
}

/** `router_settings` merged with the fallbacks of `litellm_settings`. */
export interface RouterConfig {
  readonly strategy: RoutingStrategy;
  readonly strategyArgs: {
    readonly ttlMs: number;
    /** Share above the best latency that still counts as best. */
    readonly lowestLatencyBuffer: number;
    readonly maxLatencyListSize: number;
  };
  readonly numRetries: number;
  /** Least wait before a retry. */
  readonly retryAfterMs: number;
  readonly retryPolicy: RetryPolicy;
  readonly groupRetryPolicy: ReadonlyMap<string, RetryPolicy>;
  readonly allowedFails: number | null;
  readonly allowedFailsPolicy: AllowedFailsPolicy;
  /** null: not written. */
  readonly cooldownMs: number | null;
  readonly disableCooldowns: boolean;
  /** Model group → groups to try next, in order; `*` holds the default fallbacks. */
  readonly fallbacks: ReadonlyMap<string, readonly string[]>;
  readonly contextWindowFallbacks: ReadonlyMap<string, readonly string[]>;
  readonly contentPolicyFallbacks: ReadonlyMap<string, readonly string[]>;
  readonly maxFallbacks: number;
  /** Alias → group; hidden ones are not listed under `/v1/models`. */
  readonly aliases: ReadonlyMap<string, { readonly group: string; readonly hidden: boolean }>;
  readonly timeouts: AttemptTimeouts;
  readonly defaultMaxParallelRequests: number | null;
}

/** One entry of `general_settings.pass_through_endpoints`. */
export interface PassThroughConfig {
  /** Normalised: leading slash, no trailing slash. */
  readonly path: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly auth: boolean;
  readonly includeSubpath: boolean;
  readonly forwardHeaders: boolean;
  readonly mergeQueryParams: boolean;
  readonly defaultQueryParams: Readonly<Record<string, string>>;
  /** Upper case; null means every method. */
  readonly methods: readonly string[] | null;
  readonly timeoutMs: number;
  readonly position: Position;
}

/** One entry of `mcp_servers`. */
export interface McpServerConfig {
  /** The key of the entry. */
  readonly name: string;
  readonly serverId: string | null;
  readonly alias: string | null;
  readonly description: string | null;
  readonly transport: 'http' | 'sse' | 'stdio';
  readonly url: string | null;
  readonly command: string | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, Secret>>;
  readonly authType: string;
  readonly authValue: Secret | null;
  readonly clientId: Secret | null;
  readonly clientSecret: Secret | null;
  readonly tokenUrl: string | null;
  readonly scopes: readonly string[];
  readonly staticHeaders: Readonly<Record<string, Secret>>;
  readonly extraHeaders: readonly string[];
  readonly allowedTools: readonly string[];
  readonly disallowedTools: readonly string[];
  readonly accessGroups: readonly string[];
  readonly allowAllKeys: boolean;
  readonly timeoutMs: number | null;
}

/** Where shared state lives; null: in this process. */
export interface RedisConfig {
  readonly url: Secret | null;
  readonly host: string | null;
  readonly port: number;
  readonly username: string | null;
  readonly password: Secret | null;
  readonly tls: boolean;
}

/** Server-wide settings. */
export interface GeneralConfig {
  /** null: not configured. */
  readonly masterKey: Secret | null;
  readonly masterKeyPosition: Position | null;
  readonly databaseUrl: Secret | null;
  /** Overrides the model of every request. */
  readonly completionModel: string | null;
  /** The only header the key is read from (lower case), when set. */
  readonly keyHeaderName: string | null;
  /** Route patterns served without a key. */
  readonly publicRoutes: readonly string[];
  readonly maxRequestBytes: number;
  readonly dropParams: boolean;
  readonly requireAuthForMetrics: boolean;
  readonly alwaysIncludeStreamUsage: boolean;
  readonly allowClientSideCredentials: boolean;
  readonly forwardClientHeaders: boolean;
  readonly redis: RedisConfig | null;
  readonly jsonLogs: boolean;
}

/** How the database is used. Its URL is in `GeneralConfig`. */
export interface DatabaseConfig {
  /** Without a URL a private PostgreSQL is started. */
  readonly embedded: boolean;
  readonly maxConnections: number;
  /** Statements that take longer are logged. */
  readonly slowQueryMs: number;
  /** How long a key is believed before it is read again. */
  readonly keyCacheMs: number;
  /** Charges are written at least so often. */
  readonly batchWriteMs: number;
  /** Models of `LiteLLM_ProxyModelTable` are served. */
  readonly storedModels: boolean;
  /** Changes by way of the management routes leave a row in `LiteLLM_AuditLog`. */
  readonly auditLogs: boolean;
  /** HTTP status when a budget is used up. */
  readonly budgetStatus: number;
  /** US dollars for the gateway as a whole; null: no limit. */
  readonly maxBudget: number | null;
  /** How often that begins anew, as `30d`; null: never. */
  readonly budgetDuration: string | null;
  /** Virtual keys that cannot be checked while the database is away are let in. */
  readonly admitUnchecked: boolean;
  /** In which the days of budgets begin. */
  readonly timezone: string;
  /** Opens what is stored; null: the master key does. */
  readonly saltKey: Secret | null;
  /** Keys of before: they open, and seal nothing. */
  readonly previousSaltKeys: readonly Secret[];
}

/** `llmgw_settings`: ours alone; LiteLLM ignores the section. */
export interface LlmgwConfig {
  readonly errorCode: ErrorCodeStyle;
  readonly maxConnections: number;
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Held per stream for a slow client before reading upstream pauses. */
  readonly streamBufferBytes: number;
  readonly maxResponseBytes: number;
  readonly drainTimeoutMs: number;
  /** Without a master key one is made at the first start and kept in `.llmgw/master-key`. */
  readonly generateMasterKey: boolean;
  /** Pass-through errors are wrapped in LiteLLM's envelope instead of passed on as they came. */
  readonly wrapPassThroughErrors: boolean;
  readonly breaker: BreakerConfig;
  /** Per model group: a share of its calls, and a floor, within `ttlMs`. */
  readonly retryBudget: {
    readonly ratio: number;
    readonly minPerSecond: number;
    readonly ttlMs: number;
  };
  /** Who may wait for a place where `max_parallel_requests` are under way; per deployment. */
  readonly admissionQueue: { readonly maxWaiting: number; readonly maxWaitMs: number };
  readonly routes: {
    readonly default: RouteConfig;
    readonly byGroup: ReadonlyMap<string, RouteConfig>;
  };
  readonly skills: SkillsConfig;
}

/** Skills that requests may name. */
export interface SkillsConfig {
  /** Each holds `<name>/SKILL.md`; absolute. The first that has a name wins. */
  readonly folders: readonly string[];
  /** How long a skill counts as fresh after it was read. */
  readonly cacheTtlMs: number;
  /** What becomes of a request that names a skill which is not to be had. */
  readonly onMissing: 'error' | 'ignore';
}

/** The whole configuration: frozen, every reference resolved. */
export interface GatewayConfig {
  /** The main file first, then its includes. */
  readonly files: readonly string[];
  /** Short hash of the effective content, for log lines. */
  readonly hash: string;
  readonly deployments: readonly DeploymentConfig[];
  /** Model groups that exist in the file but cannot be served, with the reason. */
  readonly unserved: ReadonlyMap<string, string>;
  readonly router: RouterConfig;
  readonly general: GeneralConfig;
  readonly database: DatabaseConfig;
  readonly llmgw: LlmgwConfig;
  readonly passThrough: readonly PassThroughConfig[];
  readonly mcpServers: readonly McpServerConfig[];
  /** `environment_variables`, resolved. */
  readonly environment: Readonly<Record<string, Secret>>;
  /** Every value as it was read, by its dotted path; secrets are hashed. */
  readonly values: ConfigValues;
}

/** The text of a file and where it is. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What loading gives: everything found, and the configuration unless something was fatal. */
export interface LoadResult {
  readonly config: GatewayConfig | null;
  readonly findings: readonly Finding[];
  /** Every file that was asked for, the main one first, also those that are missing. */
  readonly files: readonly string[];
  /** The tree with its includes, as it is written; null when the file gave nothing to go on. */
  readonly written: MapNode | null;
  /** The same, references replaced. */
  readonly root: MapNode | null;
}

/** Inputs of a load; reading files and the environment is the caller's. */
export interface LoadOptions {
  /** Path of the main file. */
  readonly file: string;
  /** The process environment overlaid on the env files. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly providers: ProviderCatalogue;
  /** Skip deployments that cannot be used instead of refusing the file. */
  readonly skipBroken?: boolean;
  /** Unset `os.environ/NAME` becomes null as in LiteLLM instead of an error. */
  readonly allowUnsetEnv?: boolean;
}
