import { Connection } from '../load/connection.mjs';
import { chatBody, postBytes } from '../load/request.mjs';
import { median, percentile } from '../statistics.mjs';
import { startNginxUpstream } from '../upstreams/nginx-upstream.mjs';
import { startStreamUpstream } from '../upstreams/stream-upstream.mjs';
import { withRunning } from './with-running.mjs';

const SHORT_STREAM = { tokens: 3, intervalMs: 1 };

/**
 * Time of one call on one connection: blocks of calls, direct and each subject in turn, so that
 * what the machine does meanwhile meets all of them.
 *
 * @returns per subject name `{ p50, p99, addedP50, addedP99 }` in milliseconds
 */
export function measureLatency(subjects, { blocks, callsPerBlock, say }) {
  return withRunning(subjects, startNginxUpstream, async (entries) => {
    const lanes = await sample(entries, { blocks, callsPerBlock, stream: false });
    say(`latency: ${blocks} blocks of ${callsPerBlock} calls`);
    return compare(lanes, (result) => result.ms);
  });
}

/** The same for the first byte of a stream: `{ p50, p99, addedP50, addedP99 }` in milliseconds. */
export function measureFirstToken(subjects, { blocks, callsPerBlock, say }) {
  const startUpstream = () => startStreamUpstream(SHORT_STREAM);
  return withRunning(subjects, startUpstream, async (entries) => {
    const lanes = await sample(entries, { blocks, callsPerBlock, stream: true });
    say(`first token: ${blocks} blocks of ${callsPerBlock} streams`);
    return compare(lanes, (result) => result.firstMs);
  });
}

async function sample(entries, { blocks, callsPerBlock, stream }) {
  const lanes = entries.map((entry) => openLane(entry, stream));
  for (const lane of lanes) await oneBlock(lane, callsPerBlock * 5); // warm-up, not kept
  for (let block = 0; block < blocks; block++) {
    for (const lane of lanes) lane.blocks.push(await oneBlock(lane, callsPerBlock));
  }
  for (const lane of lanes) lane.connection.close();
  return lanes;
}

function openLane({ subject, running: { port } }, stream) {
  const body = chatBody({ stream });
  return {
    name: subject.name,
    bytes: postBytes({ ...subject.request, body, port }),
    connection: new Connection(port),
    blocks: [],
  };
}

async function oneBlock({ name, connection, bytes }, calls) {
  const results = [];
  for (let call = 0; call < calls; call++) results.push(await connection.request(bytes));
  const bad = results.find(({ status }) => status !== 200);
  if (bad !== undefined)
    throw new Error(`${name} answered ${bad.status} to a call on one connection`);
  return results;
}

/** Added times are differences of the same block, so slow drifts of the machine cancel out. */
function compare(lanes, timeOf) {
  const times = (results) => results.map(timeOf);
  const direct = lanes.find(({ name }) => name === 'direct');
  const added = (lane, fraction) =>
    lane === direct
      ? null
      : median(
          lane.blocks.map(
            (block, index) =>
              percentile(times(block), fraction) -
              percentile(times(direct.blocks[index]), fraction),
          ),
        );
  const entries = lanes.map((lane) => {
    const all = times(lane.blocks.flat());
    const own = { p50: percentile(all, 0.5), p99: percentile(all, 0.99) };
    return [lane.name, { ...own, addedP50: added(lane, 0.5), addedP99: added(lane, 0.99) }];
  });
  return Object.fromEntries(entries);
}
