import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Connection, get } from './load/connection.mjs';
import { CLIENT_KEY, MODEL } from './load/request.mjs';
import { cleanUpOnExit, freePort, temporaryFolder } from './processes/launch.mjs';
import { openDescriptors, residentMb } from './processes/proc.mjs';
import { dealCalls, STREAM_PACE } from './soak/mix.mjs';
import { llmgw, startLlmgw } from './subjects/llmgw.mjs';
import { trend } from './trend.mjs';
import { startNginxUpstream } from './upstreams/nginx-upstream.mjs';
import { startStreamUpstream } from './upstreams/stream-upstream.mjs';

const USAGE = `Usage: node bench/soak.mjs [--requests N] [--connections N]

Sends N mixed calls (100,000) to "llmgw serve": chat, embeddings, streams, client aborts, upstream
errors and bad requests; then says whether memory is flat. Exit codes: 0 flat and every call got
what it should, 1 not so, 64 usage, 78 something is not installed or built.
`;
const SAMPLES = 50;
const LEAST_REQUESTS = 1000; // fewer give no trend
const SETTLE_MS = 3000;
const TOLERATED_DESCRIPTORS = 64; // upstream connections kept for the next call
const HEAP_METRIC = /^\w*heap\w*used\w*(?:\{[^}]*\})? ([\d.e+]+)$/m;
const QUICK_FAILURES = 'litellm_settings:\n  num_retries: 0\n';

const say = (line) => process.stdout.write(`${line}\n`);
const warn = (line) => process.stderr.write(`${line}\n`);

process.exitCode = await main(process.argv.slice(2)).catch(explain);

function explain(error) {
  warn(`soak: ${error.message}`);
  return 1;
}

async function main(argv) {
  const options = readOptions(argv);
  if (options === undefined) return 64;
  const missing = llmgw.missing();
  if (missing !== undefined) {
    warn(`soak: missing ${missing}`);
    return 78;
  }
  cleanUpOnExit();
  const servers = await startServers();
  const verdict = await soak(servers.gateway, options);
  for (const server of Object.values(servers).reverse()) await server.stop();
  return verdict ? 0 : 1;
}

function readOptions(argv) {
  try {
    const options = {
      requests: { type: 'string', default: '100000' },
      connections: { type: 'string', default: '32' },
    };
    const { values } = parseArgs({ args: argv, options });
    const requests = wholeNumber(values.requests, LEAST_REQUESTS);
    return { requests, connections: wholeNumber(values.connections, 1) };
  } catch (error) {
    warn(`soak: ${error.message}\n\n${USAGE}`);
    return undefined;
  }
}

function wholeNumber(text, least) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${text} is not a whole number of at least ${least}`);
}

async function startServers() {
  const provider = await startNginxUpstream();
  const streamer = await startStreamUpstream(STREAM_PACE);
  const base = `http://127.0.0.1:${provider.port}`;
  const gateway = await startLlmgw({
    port: await freePort(),
    dir: temporaryFolder('soak'),
    models: {
      [MODEL]: `${base}/v1`,
      embeddings: `${base}/v1`,
      streaming: `http://127.0.0.1:${streamer.port}/v1`,
      failing: `${base}/failing`,
    },
    settings: QUICK_FAILURES,
  });
  return { provider, streamer, gateway };
}

async function soak(gateway, { requests, connections }) {
  const before = openDescriptors(gateway.pids);
  const run = {
    calls: dealCalls(gateway.port),
    sent: 0,
    done: 0,
    requests,
    wrong: new Map(),
    samples: [],
  };
  const every = Math.ceil(requests / SAMPLES);
  const onCall = async () => {
    run.done += 1;
    if (run.done % every !== 0) return;
    run.samples.push({
      done: run.done,
      rss: residentMb(gateway.pids),
      heap: await heapMb(gateway),
    });
    warn(progress(run));
  };
  const clients = Array.from({ length: connections }, () => oneClient(gateway.port, run, onCall));
  await Promise.all(clients);
  await delay(SETTLE_MS);
  const left = openDescriptors(gateway.pids) - before;
  return conclude(run, left);
}

async function oneClient(port, run, onCall) {
  let connection = new Connection(port);
  while (run.sent < run.requests) {
    const call = run.calls[run.sent++ % run.calls.length];
    if (connection.broken) connection = new Connection(port);
    const { abortAfterEvents } = call;
    const result = await connection.request(call.bytes, { abortAfterEvents });
    if (!call.expected(result)) note(run.wrong, `${call.name} got ${result.status}`);
    await onCall();
  }
  connection.close();
}

function note(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Live heap from the gateway's own metrics, in MB; undefined when it does not tell. */
async function heapMb({ port }) {
  const headers = { authorization: `Bearer ${CLIENT_KEY}` };
  const { body } = await get({ port, path: '/metrics', headers, keepBody: true });
  const bytes = HEAP_METRIC.exec(body ?? '')?.[1];
  return bytes === undefined ? undefined : Number(bytes) / 2 ** 20;
}

function progress({ requests, samples }) {
  const { done, rss, heap } = samples.at(-1);
  const heapText = heap === undefined ? '' : `, heap ${heap.toFixed(1)} MB`;
  return `${done} of ${requests}: resident ${rss.toFixed(1)} MB${heapText}`;
}

function conclude({ samples, wrong, requests }, left) {
  const resident = trend(samples.map(({ done, rss }) => ({ x: done, y: rss })));
  const told = samples.filter(({ heap }) => heap !== undefined);
  const lowest = (values) => Math.min(...values);
  const heap =
    told.length >= 8
      ? trend(
          told.map(({ done, heap: y }) => ({ x: done, y })),
          lowest,
        )
      : undefined;
  say(`calls            ${requests}, of which ${sum(wrong)} did not get what they should`);
  for (const [what, times] of wrong) say(`                 ${what}: ${times} times`);
  say(`resident memory  ${verdict(resident)}`);
  say(`heap             ${heap === undefined ? 'not told by /metrics' : verdict(heap)}`);
  say(`descriptors      ${left} more than at the start (at most ${TOLERATED_DESCRIPTORS})`);
  const flat = resident.flat && (heap?.flat ?? true) && left <= TOLERATED_DESCRIPTORS;
  return flat && wrong.size === 0;
}

function sum(counts) {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function verdict({ firstMb, lastMb, kbPerThousand, flat }) {
  const levels = `${firstMb.toFixed(1)} MB early, ${lastMb.toFixed(1)} MB at the end`;
  return `${flat ? 'flat' : 'GROWING'}: ${levels}, ${kbPerThousand.toFixed(1)} KB per 1,000 calls`;
}
