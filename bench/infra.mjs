import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadSupport } from './database/load-support.mjs';
import { gitCommit, machineShape } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';

// What `llmgw ingest-state` costs on a host with 500 processes, and how long a search takes:
//   node bench/infra.mjs

const PROCESSES = 500;
const FACTS = 100_000;
const RUNS = 5;
/** Younger processes are no facts. */
const OLD_ENOUGH_MS = 65_000;
const BARS = { ingestMs: 2_000, ingestMb: 150, searchMs: 100 };
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'llmgw.js');

if (existsSync(program)) process.exitCode = await main();
else {
  process.stderr.write('bench: dist/ is missing: npm run build\n');
  process.exitCode = 78;
}

async function main() {
  const support = await loadSupport();
  const server = await support.startPostgres();
  try {
    const { cpu, cores, node } = machineShape();
    const date = new Date().toISOString().slice(0, 10);
    process.stdout.write(
      `Measured ${date} at ${gitCommit(root)} on ${cpu}, ${cores} cores, Node ${node}; medians of ${RUNS}.\n`,
    );
    const passed = [await benchIngest(server), await benchSearch(support, server)];
    return passed.every(Boolean) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function benchIngest(server) {
  const url = await server.createDatabase();
  const sleepers = Array.from({ length: PROCESSES }, (_, i) =>
    spawn('sleep', [String(3_600 + i)], { stdio: 'ignore' }),
  );
  try {
    await delay(OLD_ENOUGH_MS);
    const first = await ingest(url);
    const again = [];
    for (let run = 0; run < RUNS; run += 1) again.push(await ingest(url));
    const ms = median(again.map((run) => run.ms));
    const mb = Math.max(first.mb, ...again.map((run) => run.mb));
    const written = again.map((run) => run.written);
    process.stdout.write(
      `ingest-state, ${PROCESSES} processes, first run: ${Math.round(first.ms)} ms, ${first.written} facts\n` +
        `again: ${Math.round(ms)} ms (bar ${BARS.ingestMs}), ${Math.round(mb)} MB (bar ${BARS.ingestMb}), facts written: ${written.join(', ')}\n`,
    );
    const isCheap = Math.max(ms, first.ms) <= BARS.ingestMs && mb <= BARS.ingestMb;
    return isCheap && written.every((count) => count === 0);
  } finally {
    for (const sleeper of sleepers) sleeper.kill('SIGKILL');
  }
}

async function ingest(url) {
  const cwd = temporaryFolder('ingest');
  const startedAt = performance.now();
  const args = [
    'ingest-state',
    '--json',
    '--host',
    'bench',
    '--collectors',
    'host,processes,sockets',
  ];
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  let mb = 0;
  const watch = setInterval(() => {
    mb = Math.max(mb, peakOf(child.pid));
  }, 10);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  const ms = performance.now() - startedAt;
  return { ms, mb, written: JSON.parse(text).changed };
}

function peakOf(pid) {
  try {
    const [, kb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / 1_024;
  } catch {
    return 0;
  }
}

async function benchSearch({ openTestDatabase, migrate, snapshot, store, answerQuestion }, server) {
  const database = openTestDatabase(await server.createDatabase());
  await migrate(database);
  const entities = Array.from({ length: FACTS }, (_, i) => ({
    ...{ kind: i % 2 === 0 ? 'port' : 'unit', key: `thing-${i}`, name: `thing ${i}` },
    body: { process: `worker-${i % 977}`, port: i, command: ['serve', `--model=m${i % 313}`] },
  }));
  await store(database, snapshot(Date.now(), { collector: 'all', entities }));
  await database.query({ name: 'analyze', text: 'ANALYZE', values: [] });
  const rest = { kinds: [], host: null, where: [], atMs: null, limit: 20 };
  const questions = [
    'what listens on port 4000',
    'worker-17',
    'thing 99999',
    'serve',
    'nothing of this kind',
  ];
  const passed = [];
  for (const words of questions) {
    const times = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const startedAt = performance.now();
      await answerQuestion(database, { ...rest, words });
      // The first one finds nothing in memory.
      if (run > 0) times.push(performance.now() - startedAt);
    }
    const ms = median(times);
    passed.push(ms <= BARS.searchMs);
    process.stdout.write(
      `query-infra, ${FACTS} facts, "${words}": ${Math.round(ms)} ms (bar ${BARS.searchMs})\n`,
    );
  }
  await database.close();
  return passed.every(Boolean);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
