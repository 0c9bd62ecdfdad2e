import { setTimeout as delay } from 'node:timers/promises';

import { residentMb } from '../processes/proc.mjs';
import { median } from '../statistics.mjs';
import { startNginxUpstream } from '../upstreams/nginx-upstream.mjs';
import { startSubject } from './with-running.mjs';

const SETTLE_MS = 2000;
const NOT_PINNED = { cores: undefined };

/**
 * Time from the spawn to the first 200, and resident memory of a subject nobody has called.
 * Not pinned: a program may use what the machine has to start.
 *
 * @returns per subject name `{ readyMs, idleMb }`
 */
export async function measureReadiness(subjects, { starts, say }) {
  const upstream = await startNginxUpstream();
  const results = {};
  try {
    for (const subject of subjects)
      results[subject.name] = await oneSubject(subject, upstream, starts);
  } finally {
    await upstream.stop();
  }
  say(`readiness: ${starts} starts each`);
  return results;
}

async function oneSubject(subject, upstream, starts) {
  const times = [];
  let idleMb = null;
  for (let start = 1; start <= starts; start++) {
    const running = await startSubject(subject, upstream, NOT_PINNED);
    if (running.pids.length === 0) return { readyMs: null, idleMb: null };
    times.push(running.readyMs);
    if (start === starts) idleMb = await idleMemory(running);
    await running.stop();
  }
  return { readyMs: median(times), idleMb };
}

async function idleMemory(running) {
  await delay(SETTLE_MS);
  return residentMb(running.pids);
}
