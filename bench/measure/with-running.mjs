import { freePort, temporaryFolder } from '../processes/launch.mjs';
import { placement } from '../processes/placement.mjs';

/** Starts the subject in front of an upstream, on the subject's core. */
export async function startSubject(subject, upstream, { cores = placement.subject } = {}) {
  const dir = temporaryFolder(subject.name);
  return subject.start({ upstreamPort: upstream.port, port: await freePort(), dir, cores });
}

/**
 * Runs `measure` with one fresh instance of each subject in front of a fresh upstream, and stops
 * all of them whatever happens. `measure` gets a list of `{ subject, running }`.
 */
export async function withRunning(subjects, startUpstream, measure) {
  const started = [];
  try {
    const upstream = await startUpstream();
    started.push(upstream);
    const entries = [];
    for (const subject of subjects) {
      const running = await startSubject(subject, upstream);
      started.push(running);
      entries.push({ subject, running });
    }
    return await measure(entries);
  } finally {
    for (const running of started.reverse()) await running.stop();
  }
}
