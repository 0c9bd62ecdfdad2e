import fc from 'fast-check';
import type { DeploymentConfig, RouterConfig } from '../../../src/config/types.ts';
import type { FailureClass } from '../../../src/resilience/failure-class.ts';
import { breakerFailure } from '../breaker-literals.ts';
import type { GatewayParts, TestGateway } from '../gateway.ts';

/** What a deployment has been through before the request comes. */
const HISTORIES = [
  'none',
  'tripped',
  'probe due',
  'closed again',
  'held',
  'held before',
  'forced open',
  'quarantined',
] as const;

type History = (typeof HISTORIES)[number];

interface DeploymentPlan {
  readonly group: string;
  readonly config: Partial<DeploymentConfig>;
  readonly history: History;
  /** Milliseconds: of the open time, the hold, or since it was over. */
  readonly ms: number;
  /** Places that other calls have taken. */
  readonly taken: number;
}

/** A gateway, its past, and a request that every deployment will fail. */
export interface RandomRoute {
  readonly deployments: readonly DeploymentPlan[];
  readonly router: Partial<RouterConfig>;
  readonly onAllOpen: 'reject' | 'bypass';
  readonly retryFloor: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly assume: FailureClass;
  readonly seed: number;
}

const GROUPS = ['a', 'b', 'c'] as const;

const deploymentPlan = (group: string) =>
  fc.record({
    group: fc.constant(group),
    config: fc.record({
      // Two at one place share its silence, and two with one credential its holds.
      model: fc.constantFrom('one', 'two', 'three'),
      order: fc.constantFrom(null, null, 1, 2),
      weight: fc.constantFrom(null, 0, 1, 3),
      numRetries: fc.constantFrom(null, null, 0, 1, 3),
      maxParallelRequests: fc.constantFrom(null, null, 1, 2),
      rpm: fc.constantFrom(null, null, 2),
    }),
    history: fc.oneof(
      { weight: 2, arbitrary: fc.constant('none' as const) },
      {
        weight: 3,
        arbitrary: fc.constantFrom(...HISTORIES),
      },
    ),
    ms: fc.integer({ min: 100, max: 14_000 }),
    taken: fc.constantFrom(0, 0, 1, 2),
  });

const fallbackMap = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(...GROUPS, '*'),
      fc.array(fc.constantFrom(...GROUPS, 'nowhere'), { minLength: 1, maxLength: 3 }),
    ),
    { selector: ([group]) => group, maxLength: 3 },
  )
  .map((entries) => new Map(entries));

const router = fc.record({
  strategy: fc.constantFrom(
    'simple-shuffle' as const,
    'simple-shuffle' as const,
    'least-busy' as const,
    'latency-based-routing' as const,
    'usage-based-routing' as const,
  ),
  numRetries: fc.integer({ min: 0, max: 4 }),
  fallbacks: fallbackMap,
  contentPolicyFallbacks: fallbackMap,
  contextWindowFallbacks: fallbackMap,
  maxFallbacks: fc.integer({ min: 0, max: 3 }),
  retryPolicy: fc.constantFrom({}, {}, { rateLimit: 2 }, { timeout: 1, internalServer: 3 }),
});

const body = fc.record(
  {
    stream: fc.boolean(),
    num_retries: fc.integer({ min: 0, max: 3 }),
    timeout: fc.constantFrom(0.2, 5, 30),
    fallbacks: fc.array(fc.constantFrom(...GROUPS), { maxLength: 2 }),
    disable_fallbacks: fc.boolean(),
  },
  { requiredKeys: ['stream'] },
);

/** Everything that decides where a request goes. */
export const randomRoute: fc.Arbitrary<RandomRoute> = fc.record({
  deployments: fc
    .tuple(
      fc.array(deploymentPlan('a'), { minLength: 1, maxLength: 4 }),
      fc.array(deploymentPlan('b'), { minLength: 0, maxLength: 3 }),
      fc.array(deploymentPlan('c'), { minLength: 0, maxLength: 2 }),
    )
    .map((groups) => groups.flat()),
  router,
  onAllOpen: fc.constantFrom('reject' as const, 'reject' as const, 'bypass' as const),
  retryFloor: fc.constantFrom(0.1, 3, 3),
  body,
  assume: fc.constantFrom<FailureClass>(
    ...(['transient', 'overloaded', 'timeout', 'rate_limit', 'quota', 'credential'] as const),
    ...(['permission', 'model_gone', 'region', 'context_window', 'content_policy'] as const),
    ...(['unsupported', 'caller_fault', 'unknown', 'rate_limit', 'overloaded'] as const),
  ),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
});

/** Deployments whose windows never trip: what one request's failures add to them is not foreseen. */
const PATIENT = {
  consecutiveFailures: 10_000,
  minimumNumberOfCalls: 10_000,
  streamMinimumNumberOfCalls: 10_000,
};

/** The configuration. */
export function gatewayPartsOf(plan: RandomRoute): GatewayParts {
  const route = { streamRescue: 'auto', holdBack: null, hedge: null } as const;
  return {
    deployments: plan.deployments.map(({ group, config }, index) => ({
      ...config,
      id: `${group}${index}`,
      modelName: group,
      breaker: PATIENT,
      timeouts: { firstTokenMs: 1_000, totalMs: 2_000, firstTokenFailoverMs: 500 },
    })),
    router: plan.router,
    llmgw: {
      retryBudget: { ratio: 0.2, minPerSecond: plan.retryFloor, ttlMs: 10_000 },
      admissionQueue: { maxWaiting: 1, maxWaitMs: 3_000 },
      routes: { default: { ...route, onAllOpen: plan.onAllOpen }, byGroup: new Map() },
    },
  };
}

/** Takes every deployment through its past, one after the other; time passes. */
export async function live(test: TestGateway, plan: RandomRoute): Promise<void> {
  // Whoever is made later than another draws lots for what that one shares.
  for (const { breaker } of test.runtime.deployments) breaker('chat');
  for (const [index, { group, history, ms, taken }] of plan.deployments.entries()) {
    const { state } = test.deployment(`${group}${index}`);
    await PASTS[history](test, `${group}${index}`, ms);
    for (let place = 0; place < taken; place++) state.queue.tryEnter();
    test.clock.advance(100);
  }
}

type Past = (test: TestGateway, id: string, ms: number) => Promise<void>;

const PASTS: Readonly<Record<History, Past>> = {
  none: () => Promise.resolve(),
  tripped: (test, id, ms) => breakerOf(test, id).trip(ms, 'a test'),
  async 'probe due'(test, id, ms) {
    await breakerOf(test, id).trip(1, 'a test');
    test.clock.advance(ms / 10);
  },
  async 'closed again'(test, id, ms) {
    await breakerOf(test, id).trip(1, 'a test');
    test.clock.advance(2);
    const probe = await breakerOf(test, id).acquireProbe(test.clock.now(), 'whole', 1_000);
    await probe?.settle('ok');
    test.clock.advance(ms / 10);
  },
  held: (test, id, ms) => fail(test, id, { verdict: 'hold', retryAfterMs: ms }),
  async 'held before'(test, id, ms) {
    await fail(test, id, { verdict: 'hold', retryAfterMs: 100 });
    // A younger ramp than this does not show when it began.
    test.clock.advance(3_200 + ms / 10);
  },
  'forced open': (test, id, ms) =>
    breakerOf(test, id).override({
      ...{ mode: 'FORCED_OPEN', ttlMs: ms, actor: 'a test', reason: 'a test' },
    }),
  quarantined: (test, id) => fail(test, id, { verdict: 'quarantine', failureClass: 'quota' }),
};

function breakerOf(test: TestGateway, id: string) {
  return test.deployment(id).breaker('chat');
}

function fail(
  test: TestGateway,
  id: string,
  failure: Parameters<typeof breakerFailure>[0],
): Promise<void> {
  const breaker = breakerOf(test, id);
  const permit = breaker.tryAcquirePermit(test.clock.now(), 'whole');
  if (permit >= 0) breaker.onFailure(permit, test.clock.now(), breakerFailure(failure));
  return Promise.resolve();
}

/** A source of chance that begins anew with its seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
