import { child, childMap, entriesOf, type MapNode } from '../node.ts';
import { ROUTING_STRATEGIES } from '../schema/router-settings.ts';
import type {
  AllowedFailsPolicy,
  AttemptTimeouts,
  RetryPolicy,
  RouterConfig,
  RoutingStrategy,
} from '../types.ts';
import { asBoolean, asMilliseconds, asNumber, asText } from '../values.ts';
import type { AliasRule } from './aliases.ts';
import { type FallbackRule, toFallbackMap } from './fallbacks.ts';
import { readTime, readTimeouts } from './timeouts.ts';

/** What the router is built from besides the file; read once, because checks need it too. */
export interface RouterParts {
  readonly fallbacks: readonly FallbackRule[];
  readonly contextWindow: readonly FallbackRule[];
  readonly contentPolicy: readonly FallbackRule[];
  readonly aliases: readonly AliasRule[];
}

const DEFAULTS = {
  numRetries: 2,
  maxFallbacks: 5,
  latencyTtlMs: 3_600_000,
  latencyListSize: 10,
  connectMs: 5000,
  firstTokenMs: 60_000,
  // Long enough for a model that is well; a silent one is given up while others wait for work.
  firstTokenFailoverMs: 10_000,
  idleMs: 30_000,
  totalMs: 600_000,
};

/** Reads `router_settings`, and what `litellm_settings` says where it is silent. */
export function buildRouter(root: MapNode, parts: RouterParts): RouterConfig {
  const router = childMap(root, 'router_settings');
  const library = childMap(root, 'litellm_settings');
  const number = (key: string) => asNumber(child(router, key));
  const either = (key: string) => number(key) ?? asNumber(child(library, key));
  return {
    strategy: readStrategy(router),
    strategyArgs: readStrategyArgs(childMap(router, 'routing_strategy_args')),
    numRetries: either('num_retries') ?? DEFAULTS.numRetries,
    retryAfterMs: asMilliseconds(child(router, 'retry_after')) ?? 0,
    retryPolicy: readRetryPolicy(childMap(router, 'retry_policy')),
    groupRetryPolicy: readGroupPolicies(router),
    allowedFails: either('allowed_fails'),
    allowedFailsPolicy: readAllowedFails(childMap(router, 'allowed_fails_policy')),
    // LiteLLM takes a written 0 for "not written".
    cooldownMs: readTime(router, 'cooldown_time'),
    disableCooldowns: asBoolean(child(router, 'disable_cooldowns')) ?? false,
    fallbacks: toFallbackMap(parts.fallbacks),
    contextWindowFallbacks: toFallbackMap(parts.contextWindow),
    contentPolicyFallbacks: toFallbackMap(parts.contentPolicy),
    maxFallbacks: number('max_fallbacks') ?? DEFAULTS.maxFallbacks,
    aliases: new Map(parts.aliases.map(({ alias, group, hidden }) => [alias, { group, hidden }])),
    timeouts: readAttemptTimeouts(root),
    defaultMaxParallelRequests: number('default_max_parallel_requests'),
  };
}

function readStrategy(router: MapNode | null): RoutingStrategy {
  const written = asText(child(router, 'routing_strategy'));
  const known = [...ROUTING_STRATEGIES].find(([name]) => name === written);
  return known?.[1] ?? 'simple-shuffle';
}

function readStrategyArgs(args: MapNode | null): RouterConfig['strategyArgs'] {
  return {
    ttlMs: readTime(args, 'ttl') ?? DEFAULTS.latencyTtlMs,
    lowestLatencyBuffer: asNumber(child(args, 'lowest_latency_buffer')) ?? 0,
    maxLatencyListSize: asNumber(child(args, 'max_latency_list_size')) || DEFAULTS.latencyListSize,
  };
}

function readAttemptTimeouts(root: MapNode): AttemptTimeouts {
  const router = childMap(root, 'router_settings');
  const library = childMap(root, 'litellm_settings');
  const whole = readTime(router, 'timeout') ?? readTime(library, 'request_timeout');
  // Who allows whole answers ten minutes does not mean streams to be cut after one.
  const stream = readTime(router, 'stream_timeout') ?? whole;
  return {
    connectMs: DEFAULTS.connectMs,
    firstTokenMs: stream ?? DEFAULTS.firstTokenMs,
    firstTokenFailoverMs: stream === null ? DEFAULTS.firstTokenFailoverMs : null,
    idleMs: stream ?? DEFAULTS.idleMs,
    totalMs: whole ?? DEFAULTS.totalMs,
    ...readTimeouts(childMap(childMap(root, 'llmgw_settings'), 'timeouts')),
  };
}

const POLICY_KEYS: readonly (readonly [string, keyof RetryPolicy])[] = [
  ['BadRequestErrorRetries', 'badRequest'],
  ['AuthenticationErrorRetries', 'authentication'],
  ['TimeoutErrorRetries', 'timeout'],
  ['RateLimitErrorRetries', 'rateLimit'],
  ['ContentPolicyViolationErrorRetries', 'contentPolicy'],
  ['InternalServerErrorRetries', 'internalServer'],
];

function readRetryPolicy(map: MapNode | null): RetryPolicy {
  return Object.fromEntries(
    POLICY_KEYS.flatMap(([written, field]) => {
      const retries = asNumber(child(map, written));
      return retries === null ? [] : [[field, retries]];
    }),
  );
}

const ALLOWED_FAILS: readonly (readonly [string, keyof AllowedFailsPolicy])[] = [
  ['AuthenticationErrorAllowedFails', 'authentication'],
  ['TimeoutErrorAllowedFails', 'timeout'],
  ['InternalServerErrorAllowedFails', 'internalServer'],
];

function readAllowedFails(map: MapNode | null): AllowedFailsPolicy {
  return Object.fromEntries(
    ALLOWED_FAILS.flatMap(([written, field]) => {
      const fails = asNumber(child(map, written));
      return fails === null ? [] : [[field, fails]];
    }),
  );
}

function readGroupPolicies(router: MapNode | null): ReadonlyMap<string, RetryPolicy> {
  const groups = entriesOf(childMap(router, 'model_group_retry_policy'));
  return new Map(
    groups.flatMap(([group, { value }]) =>
      value.kind === 'map' ? [[group, readRetryPolicy(value)] as const] : [],
    ),
  );
}
