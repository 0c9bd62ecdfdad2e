import { chatBody } from '../load/request.mjs';
import { prepareLoad } from '../load/wrk.mjs';
import { cpuSeconds } from '../processes/proc.mjs';
import { median, spread } from '../statistics.mjs';
import { startNginxUpstream } from '../upstreams/nginx-upstream.mjs';
import { withRunning } from './with-running.mjs';

/**
 * CPU per request and requests per second on one core: closed-loop load over kept-alive
 * connections, the subjects in turn, several rounds, medians.
 *
 * @returns per subject name `{ cpuMicros, requestsPerSecond, coreShare, spread, failed }`
 */
export function measureThroughput(subjects, { connections, rounds, seconds, warmUpSeconds, say }) {
  return withRunning(subjects, startNginxUpstream, async (entries) => {
    const lanes = entries.map(prepareLane);
    for (const lane of lanes) await lane.send({ seconds: warmUpSeconds, connections });
    for (let round = 1; round <= rounds; round++) {
      for (const lane of lanes) lane.rounds.push(await oneRound(lane, { seconds, connections }));
      say(`throughput: round ${round} of ${rounds}`);
    }
    return Object.fromEntries(lanes.map((lane) => [lane.subject.name, summary(lane)]));
  });
}

function prepareLane({ subject, running }) {
  const { path, headers } = subject.request;
  const send = prepareLoad({ port: running.port, path, headers, body: chatBody() });
  return { subject, running, send, rounds: [] };
}

async function oneRound({ running, send }, load) {
  const before = cpuSeconds(running.pids);
  const { requests, seconds, failed } = await send(load);
  const cpu = cpuSeconds(running.pids) - before;
  return {
    cpuMicros: (cpu / requests) * 1e6,
    requestsPerSecond: requests / seconds,
    coreShare: cpu / seconds,
    failed,
  };
}

function summary({ subject, running, rounds }) {
  const all = (field) => rounds.map((round) => round[field]);
  const hasProcess = running.pids.length > 0;
  return {
    name: subject.name,
    cpuMicros: hasProcess ? median(all('cpuMicros')) : null,
    requestsPerSecond: median(all('requestsPerSecond')),
    coreShare: hasProcess ? median(all('coreShare')) : null,
    spread: spread(all(hasProcess ? 'cpuMicros' : 'requestsPerSecond')),
    failed: all('failed').reduce((sum, failed) => sum + failed, 0),
  };
}
