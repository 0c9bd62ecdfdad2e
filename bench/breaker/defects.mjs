import { setTimeout as delay } from 'node:timers/promises';

import { median } from '../statistics.mjs';

const OPEN_MS = 50;
const CALLERS = 1_000;
const SAMPLES = 20_000;
const COSTLY_US = 100;

/**
 * Defects that were seen in breakers that are in use. Each is a scenario that is really run; it
 * answers whether the defect is there, with what was seen.
 */
export const DEFECTS = [
  { id: 'D3', what: 'a call from before the trip decides while the probe runs', run: lateVerdict },
  { id: 'D4', what: 'a probe that never settles blocks for ever', run: hungProbe },
  { id: 'D5', what: 'a caller that aborts the probe closes it', run: abortedProbe },
  { id: 'D6', what: 'our own capacity rejections open it', run: ownRejections },
  { id: 'D7', what: 'failures from before an idle time still count', run: staleWindow },
  { id: 'D8', what: 'a thousand callers are let go at once after the probe', run: herd },
  {
    id: 'D11',
    what: 'a failing call costs more the more there are in the window',
    run: costOfFailure,
  },
  { id: 'D13', what: 'calls go out before the time that a 429 named', run: holdCutShort },
];

const ok = () => Promise.resolve('ok');
const fail = () => Promise.reject(new Error('failed'));
const never = () => new Promise(() => {});

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

/** Starts a call and lets go of it. */
function start(breaker, action) {
  breaker.call(action).catch(() => {});
}

async function until(holds, ms) {
  for (const end = performance.now() + ms; performance.now() < end;) {
    if (holds()) return true;
    await delay(5);
  }
  return holds();
}

async function open(breaker) {
  for (let call = 0; call < 40 && breaker.state() === 'closed'; call++) {
    await breaker.call(fail).catch(() => {});
  }
}

/** Open and long enough so that a probe may go. */
async function openAndDue(breaker) {
  await open(breaker);
  await delay(OPEN_MS * 1.5);
}

async function lateVerdict(subject) {
  const seen = [];
  for (const ending of ['resolve', 'reject']) {
    const breaker = subject.make({ openMs: OPEN_MS });
    const old = deferred();
    start(breaker, () => old.promise);
    await openAndDue(breaker);
    start(breaker, never);
    await delay(5);
    const before = breaker.state();
    old[ending](new Error('late'));
    await delay(5);
    if (breaker.state() !== before) seen.push(`late ${ending}: ${before} → ${breaker.state()}`);
    breaker.close();
  }
  return { isThere: seen.length > 0, seen: seen.join(', ') };
}

async function hungProbe(subject) {
  const breaker = subject.make({ openMs: OPEN_MS });
  await openAndDue(breaker);
  start(breaker, never);
  let ran = false;
  const isFree = await until(() => {
    if (!ran) {
      start(breaker, () => {
        ran = true;
        return ok();
      });
    }
    return ran;
  }, 20 * OPEN_MS);
  breaker.close();
  return { isThere: !isFree, seen: isFree ? '' : `nothing ran for ${20 * OPEN_MS} ms` };
}

async function abortedProbe(subject) {
  const breaker = subject.make({ openMs: OPEN_MS });
  await openAndDue(breaker);
  await breaker.call(() => Promise.reject(new DOMException('gone', 'AbortError'))).catch(() => {});
  await delay(5);
  const state = breaker.state();
  breaker.close();
  return { isThere: state === 'closed', seen: state };
}

async function ownRejections(subject) {
  const breaker = subject.make({ capacity: 1, leastCalls: 5, openMs: 60_000 });
  start(breaker, never);
  for (let call = 0; call < 50; call++) await breaker.call(ok).catch(() => {});
  const state = breaker.state();
  breaker.close();
  return { isThere: state === 'open', seen: state };
}

async function staleWindow(subject) {
  const windowMs = 300;
  const breaker = subject.make({ windowMs, leastCalls: 25, openMs: 60_000 });
  for (let call = 0; call < 20; call++) await breaker.call(fail).catch(() => {});
  await delay(5 * windowMs);
  for (let call = 0; call < 8; call++) await breaker.call(ok).catch(() => {});
  await breaker.call(fail).catch(() => {});
  const state = breaker.state();
  breaker.close();
  return { isThere: state === 'open', seen: state };
}

async function herd(subject) {
  const breaker = subject.make({ openMs: OPEN_MS });
  await openAndDue(breaker);
  const probe = deferred();
  start(breaker, () => probe.promise);
  let released = 0;
  const caller = () => {
    released++;
    return never();
  };
  for (let call = 0; call < CALLERS; call++) start(breaker, caller);
  await delay(5);
  probe.resolve('ok');
  await until(() => breaker.state() === 'closed', 100);
  if (released === 0) for (let call = 0; call < CALLERS; call++) start(breaker, caller);
  await delay(20);
  breaker.close();
  return { isThere: released > CALLERS / 2, seen: `${released} of ${CALLERS}` };
}

async function costOfFailure(subject) {
  const breaker = subject.make({ windowMs: 30_000, leastCalls: 1e9, openMs: 60_000 });
  for (let call = 0; call < SAMPLES; call++)
    await breaker.call(call % 2 ? ok : fail).catch(() => {});
  const costs = [];
  for (let round = 0; round < 50; round++) {
    const before = performance.now();
    await breaker.call(fail).catch(() => {});
    costs.push((performance.now() - before) * 1_000);
  }
  breaker.close();
  const micros = median(costs);
  return { isThere: micros > COSTLY_US, seen: `${micros.toFixed(1)} µs` };
}

async function holdCutShort(subject) {
  const breaker = subject.make({ openMs: OPEN_MS });
  const busy = () => Promise.reject(Object.assign(new Error('429'), { retryAfterMs: 60_000 }));
  await breaker.call(busy).catch(() => {});
  const askedAt = performance.now();
  let ran = false;
  await until(() => {
    start(breaker, () => {
      ran = true;
      return ok();
    });
    return ran;
  }, 4 * OPEN_MS);
  breaker.close();
  const seen = ran ? `after ${Math.round(performance.now() - askedAt)} ms of 60,000` : '';
  return { isThere: ran, seen };
}
