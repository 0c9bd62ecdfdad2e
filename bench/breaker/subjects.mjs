import { createRequire } from 'node:module';
import {
  CircuitState,
  ConsecutiveBreaker,
  SamplingBreaker,
  bulkhead,
  circuitBreaker,
  handleWhen,
  wrap,
} from 'cockatiel';
import Opossum from 'opossum';

import { loadCore } from './load-core.mjs';

const require = createRequire(import.meta.url);
const isAbort = (error) => error.name === 'AbortError';

/**
 * Three breakers behind one face, each set up the way its documentation says for this purpose.
 *
 * `make({ openMs, windowMs, leastCalls, capacity })` gives `{ call(action), state(), close() }`, where
 * `call` runs the action or rejects, and a time of 0 or a number of 0 is left out.
 */
export async function breakerSubjects() {
  return [await ours(), opossum(), cockatiel()];
}

async function ours() {
  const core = await loadCore();
  const { Breaker, MemoryStore, DEFAULT_BREAKER_SETTINGS: defaults, systemClock: clock } = core;
  const make = ({ openMs = 50, windowMs = 0, leastCalls = 1, capacity = Infinity }) => {
    const settings = {
      ...defaults,
      ...{ minimumNumberOfCalls: leastCalls, confidenceZ: 0, waitDurationInOpenStateMs: openMs },
      ...{ probeTimeoutMs: 4 * openMs, waitDurationInOpenStateMaxMs: openMs },
      ...(windowMs > 0 ? { slidingWindowMs: windowMs, slowCallDurationThresholdMs: windowMs } : {}),
    };
    const store = new MemoryStore(clock);
    const key = { deployment: 'd', operation: 'chat', credential: null };
    const parts = { key, settings, store, clock, random: Math.random, emit() {} };
    return throughPermits(new Breaker(parts), clock, capacity);
  };
  return { name: 'llmgw', version: 'this tree', core, make };
}

/** Calls as the gateway makes them: own limits are no verdict, an abort is neutral, 429 holds. */
function throughPermits(breaker, clock, capacity) {
  let underWay = 0;
  const run = async (action, settle) => {
    underWay++;
    try {
      const value = await action();
      settle('ok');
      return value;
    } catch (error) {
      settle(isAbort(error) ? 'neutral' : 'fail', failureOf(error));
      throw error;
    } finally {
      underWay--;
    }
  };
  const viaPermit = (permit) => (verdict, failure) => {
    const now = clock.now();
    if (verdict === 'ok') breaker.onStart(permit, now, 0);
    else if (verdict === 'neutral') breaker.onNeutral(permit, now);
    else breaker.onFailure(permit, now, failure);
  };
  const call = async (action) => {
    const permit = breaker.tryAcquirePermit(clock.now(), 'stream');
    if (permit >= 0) {
      if (underWay < capacity) return run(action, viaPermit(permit));
      breaker.onNeutral(permit, clock.now());
      throw new Error('full');
    }
    const probe = await breaker.acquireProbe(clock.now(), 'stream', Infinity);
    if (probe === null) throw new Error('refused');
    return run(action, (verdict, failure) => void probe.settle(verdict, failure));
  };
  const state = () => breaker.state.toLowerCase().replace('_', '-');
  return { call, state, close() {} };
}

/** As an outcome table would make it: a 429 with its time, or a 500. */
export function failureOf({ retryAfterMs = null }) {
  return retryAfterMs === null ? FAILED : { ...FAILED, ...BUSY, retryAfterMs };
}

const BUSY = { verdict: 'hold', failureClass: 'rate_limit', httpStatus: 429 };
const FAILED = {
  verdict: 'failure',
  failureClass: 'transient',
  origin: 'upstream',
  reason: 'failed',
  httpStatus: 500,
  retryAfterMs: null,
  upstreamRequestId: null,
};

function opossum() {
  const make = ({ openMs = 50, windowMs = 10_000, leastCalls = 1, capacity }) => {
    const breaker = new Opossum((action) => action(), {
      ...{ timeout: false, resetTimeout: openMs, errorThresholdPercentage: 50 },
      ...{ volumeThreshold: leastCalls, rollingCountTimeout: windowMs, errorFilter: isAbort },
      ...(capacity === undefined ? {} : { capacity }),
    });
    const state = () => (breaker.opened ? 'open' : breaker.halfOpen ? 'half-open' : 'closed');
    return { call: (action) => breaker.fire(action), state, close: () => breaker.shutdown() };
  };
  return { name: 'opossum', version: versionOf('opossum'), make };
}

function cockatiel() {
  const names = {
    [CircuitState.Closed]: 'closed',
    [CircuitState.HalfOpen]: 'half-open',
    [CircuitState.Open]: 'open',
  };
  const make = ({ openMs = 50, windowMs = 0, leastCalls = 1, capacity }) => {
    const breaker =
      windowMs > 0
        ? new SamplingBreaker({
            ...{ threshold: 0.5, duration: windowMs, minimumRps: (leastCalls * 1_000) / windowMs },
          })
        : new ConsecutiveBreaker(leastCalls);
    const circuit = circuitBreaker(
      handleWhen((error) => !isAbort(error)),
      { halfOpenAfter: openMs, breaker },
    );
    const policy = capacity === undefined ? circuit : wrap(bulkhead(capacity), circuit);
    const call = (action) => policy.execute(action);
    return { call, state: () => names[circuit.state], close() {} };
  };
  return { name: 'cockatiel', version: versionOf('cockatiel'), make };
}

function versionOf(name) {
  return require(`${name}/package.json`).version;
}
