import { describe, expect, test } from '@jest/globals';
import { brief, configOf, loadText, withModel } from '../load-text.ts';

const routerOf = (rest: string) => configOf(withModel(rest)).router;

describe('buildRouter', () => {
  test('has defaults for everything', () => {
    expect(routerOf('')).toEqual({
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
        connectMs: 5000,
        firstTokenMs: 60_000,
        firstTokenFailoverMs: 10_000,
        idleMs: 30_000,
        totalMs: 600_000,
      },
      defaultMaxParallelRequests: null,
    });
  });

  test('reads every setting', () => {
    const router = routerOf(`router_settings:
  routing_strategy: latency-based-routing
  routing_strategy_args: {ttl: 60, lowest_latency_buffer: 0.5, max_latency_list_size: 4}
  num_retries: 0
  retry_after: 5
  retry_policy: {RateLimitErrorRetries: 3, TimeoutErrorRetries: 0}
  model_group_retry_policy: {a: {BadRequestErrorRetries: 1}}
  allowed_fails: 1
  cooldown_time: 60
  disable_cooldowns: true
  allowed_fails_policy: {TimeoutErrorAllowedFails: 4, InternalServerErrorAllowedFails: 0}
  max_fallbacks: 2
  default_max_parallel_requests: 9
  timeout: 120
  stream_timeout: 30
  model_group_alias: {b: a}
`);
    expect(router).toMatchObject({
      strategy: 'latency-based-routing',
      strategyArgs: { ttlMs: 60_000, lowestLatencyBuffer: 0.5, maxLatencyListSize: 4 },
      numRetries: 0,
      retryAfterMs: 5000,
      retryPolicy: { rateLimit: 3, timeout: 0 },
      allowedFails: 1,
      allowedFailsPolicy: { timeout: 4, internalServer: 0 },
      cooldownMs: 60_000,
      disableCooldowns: true,
      maxFallbacks: 2,
      defaultMaxParallelRequests: 9,
      timeouts: {
        connectMs: 5000,
        firstTokenMs: 30_000,
        firstTokenFailoverMs: null,
        idleMs: 30_000,
        totalMs: 120_000,
      },
    });
    expect(router.groupRetryPolicy.get('a')).toEqual({ badRequest: 1 });
    expect(router.aliases.get('b')).toEqual({ group: 'a', hidden: false });
  });

  test('litellm_settings fill what router_settings leave open', () => {
    const text = 'litellm_settings: {num_retries: 7, request_timeout: 30, allowed_fails: 4}\n';
    expect(routerOf(text)).toMatchObject({
      numRetries: 7,
      allowedFails: 4,
      timeouts: { totalMs: 30_000, firstTokenMs: 30_000, idleMs: 30_000 },
    });
    const both = `${text}router_settings: {num_retries: 1, timeout: 9, allowed_fails: 0}\n`;
    expect(routerOf(both)).toMatchObject({
      numRetries: 1,
      allowedFails: 0,
      timeouts: { totalMs: 9000 },
    });
  });

  test('reads what is forgiven, and tells what never counts', () => {
    const text = `router_settings:
  allowed_fails_policy:
    AuthenticationErrorAllowedFails: 1
    TimeoutErrorAllowedFails: 0
    InternalServerErrorAllowedFails: 3
    RateLimitErrorAllowedFails: 9
`;
    expect(routerOf(text).allowedFailsPolicy).toEqual({
      authentication: 1,
      timeout: 0,
      internalServer: 3,
    });
    expect(brief(loadText(withModel(text)).findings, { notes: true })).toEqual([
      'info setting-without-effect 9:5',
    ]);
  });

  test('a cooldown of 0 counts as not written', () => {
    expect(routerOf('router_settings: {cooldown_time: 0}\n').cooldownMs).toBeNull();
  });

  test.each([
    ['usage-based-routing-v2', 'usage-based-routing'],
    ['usage-based-routing', 'usage-based-routing'],
    ['cost-based-routing', 'simple-shuffle'],
    ['least-busy', 'least-busy'],
  ])('serves %s by %s', (written, served) => {
    expect(routerOf(`router_settings: {routing_strategy: ${written}}\n`).strategy).toBe(served);
  });

  test.each(['router_settings: {timeout: 9}', 'litellm_settings: {request_timeout: 9}'])(
    'a written limit rules alone: %s',
    (text) => {
      expect(routerOf(`${text}\n`).timeouts.firstTokenFailoverMs).toBeNull();
    },
  );

  test('our own timeouts win', () => {
    const text =
      'router_settings: {timeout: 9, stream_timeout: 8}\nllmgw_settings: {timeouts: {connect: 1, first_token: 2, idle: 3, total: 4}}\n';
    expect(routerOf(text).timeouts).toEqual({
      connectMs: 1000,
      firstTokenMs: 2000,
      firstTokenFailoverMs: null,
      idleMs: 3000,
      totalMs: 4000,
    });
  });
});
