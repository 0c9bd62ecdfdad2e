import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { median } from '../statistics.mjs';
import { failureOf } from './subjects.mjs';

const WARM_UP_MS = 500;
const ROUNDS = 9;
const MEMORY_ROUNDS = 25;
const MEMORY_CALLS = 2_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** `{ nanos, bytes }` of one call: the median of rounds, without garbage collections in between. */
export async function costOf(runCalls, calls) {
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) await runCalls(calls);
  const nanos = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now();
    await runCalls(calls);
    nanos.push(((performance.now() - before) * 1e6) / calls);
  }
  return { nanos: median(nanos), bytes: await bytesOf(runCalls, Math.min(calls, MEMORY_CALLS)) };
}

async function bytesOf(runCalls, calls) {
  const bytes = [];
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    await runCalls(calls);
    bytes.push((process.memoryUsage().heapUsed - before) / calls);
  }
  return Math.max(0, median(bytes) - overhead(calls));
}

/** What looking costs, in bytes per call. */
function overhead(calls) {
  const bytes = [];
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    bytes.push((process.memoryUsage().heapUsed - before) / calls);
  }
  return median(bytes);
}

/** Calls around an action that does nothing: what the breaker itself costs. */
export function wholeCalls(breaker) {
  const ok = async () => 'ok';
  return async (calls) => {
    for (let call = 0; call < calls; call++) await breaker.call(ok);
  };
}

export function failingCalls(breaker) {
  const fail = async () => {
    throw FAILED;
  };
  const ignore = () => {};
  return async (calls) => {
    for (let call = 0; call < calls; call++) await breaker.call(fail).catch(ignore);
  };
}

const FAILED = new Error('failed');

/** Permits alone, as the gateway takes them; ten calls a millisecond. */
export function permits(core, settle, settings = {}) {
  const { Breaker, MemoryStore, DEFAULT_BREAKER_SETTINGS: defaults, systemClock: clock } = core;
  const key = { deployment: 'd', operation: 'chat', credential: null };
  const parts = { key, settings: { ...defaults, ...settings }, store: new MemoryStore(clock) };
  const breaker = new Breaker({ ...parts, clock, random: Math.random, emit() {} });
  let now = Math.ceil(clock.now());
  return (calls) => {
    for (let call = 0; call < calls; call++) {
      // A whole number costs no memory here: what is measured is the breaker, not the caller's clock.
      if (call % 10 === 0) now++;
      settle(breaker, breaker.tryAcquirePermit(now, 'stream'), now);
    }
  };
}

export function succeed(breaker, permit, now) {
  breaker.onStart(permit, now, 500);
}

const FAILURE = failureOf({});

export function failWith(breaker, permit, now) {
  breaker.onFailure(permit, now, FAILURE);
}
