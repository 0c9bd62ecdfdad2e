import { setTimeout as delay } from 'node:timers/promises';

import { Connection } from '../load/connection.mjs';
import { chatBody, postBytes } from '../load/request.mjs';
import { cpuSeconds, residentMb } from '../processes/proc.mjs';
import { median, percentile } from '../statistics.mjs';
import { CLOSING_EVENTS, startStreamUpstream } from '../upstreams/stream-upstream.mjs';
import { withRunning } from './with-running.mjs';

const PACE = { tokens: 58, intervalMs: 20 };
const EVENTS = PACE.tokens + CLOSING_EVENTS;
const SAMPLE_MS = 200;

/**
 * Streams at a steady number of them: CPU per stream and per event, the highest resident memory,
 * and the time to the first token with the others running.
 *
 * @returns per subject name
 *   `{ cpuMicrosPerStream, cpuMicrosPerEvent, peakMb, firstTokenP50, firstTokenP99, streams, broken }`
 */
export function measureStreaming(subjects, { streams, streamsEach, rounds, say }) {
  const startUpstream = () => startStreamUpstream(PACE);
  return withRunning(subjects, startUpstream, async (entries) => {
    const lanes = entries.map((entry) => ({ ...entry, rounds: [] }));
    for (const lane of lanes) await oneRound(lane, { streams, streamsEach: 1 }); // warm-up
    for (let round = 1; round <= rounds; round++) {
      for (const lane of lanes) lane.rounds.push(await oneRound(lane, { streams, streamsEach }));
      say(`streaming: round ${round} of ${rounds}, ${streams} streams at a time`);
    }
    return Object.fromEntries(lanes.map((lane) => [lane.subject.name, summary(lane)]));
  });
}

async function oneRound({ subject, running }, { streams, streamsEach }) {
  const body = chatBody({ stream: true });
  const bytes = postBytes({ ...subject.request, body, port: running.port });
  const memory = watchMemory(running.pids);
  const before = cpuSeconds(running.pids);
  const clients = Array.from({ length: streams }, (_, index) =>
    oneClient({ port: running.port, bytes, streamsEach, startAfterMs: index * 10 }),
  );
  const results = (await Promise.all(clients)).flat();
  return { cpu: cpuSeconds(running.pids) - before, peakMb: memory.stop(), results };
}

async function oneClient({ port, bytes, streamsEach, startAfterMs }) {
  await delay(startAfterMs);
  const connection = new Connection(port);
  const results = [];
  for (let stream = 0; stream < streamsEach; stream++) {
    results.push(await connection.request(bytes));
  }
  connection.close();
  return results;
}

function watchMemory(pids) {
  let peak = 0;
  const read = () => (peak = Math.max(peak, residentMb(pids)));
  const timer = setInterval(read, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      read();
      return peak;
    },
  };
}

function summary({ running, rounds }) {
  const hasProcess = running.pids.length > 0;
  const micros = rounds.map(({ cpu, results }) => (cpu / results.length) * 1e6);
  const results = rounds.flatMap((round) => round.results);
  const firstTokens = results.map(({ firstMs }) => firstMs);
  return {
    cpuMicrosPerStream: hasProcess ? median(micros) : null,
    cpuMicrosPerEvent: hasProcess ? median(micros) / EVENTS : null,
    peakMb: hasProcess ? Math.max(...rounds.map(({ peakMb }) => peakMb)) : null,
    firstTokenP50: percentile(firstTokens, 0.5),
    firstTokenP99: percentile(firstTokens, 0.99),
    streams: results.length,
    broken: results.filter(({ status, events }) => status !== 200 || events < EVENTS).length,
  };
}
