import { chatBody } from '../load/request.mjs';
import { prepareLoad } from '../load/wrk.mjs';
import { residentMb } from '../processes/proc.mjs';
import { trend } from '../trend.mjs';
import { startNginxUpstream } from '../upstreams/nginx-upstream.mjs';
import { withRunning } from './with-running.mjs';

const SLICE_SECONDS = 1;
const LEAST_SLICES = 12;

/**
 * Resident memory while a fresh subject answers `requests` calls, read after every second of load.
 *
 * @returns per subject name `{ firstMb, lastMb, kbPerThousand, flat, requests, failed }`
 */
export function measureMemory(subjects, { requests, connections, say }) {
  const withProcess = subjects.filter(({ name }) => name !== 'direct');
  return withRunning(withProcess, startNginxUpstream, async (entries) => {
    const results = {};
    for (const { subject, running } of entries) {
      results[subject.name] = await oneSubject({ subject, running, requests, connections });
      say(`memory: ${subject.name} answered ${results[subject.name].requests} calls`);
    }
    return results;
  });
}

async function oneSubject({ subject, running, requests, connections }) {
  const { path, headers } = subject.request;
  const send = prepareLoad({ port: running.port, path, headers, body: chatBody() });
  const samples = [];
  let answered = 0;
  let failed = 0;
  while (answered < requests || samples.length < LEAST_SLICES) {
    const slice = await send({ seconds: SLICE_SECONDS, connections });
    answered += slice.requests;
    failed += slice.failed;
    samples.push({ x: answered, y: residentMb(running.pids) });
    if (slice.requests === 0) throw new Error(`${subject.name} answered nothing for a second`);
  }
  return { ...trend(samples), requests: answered, failed };
}
