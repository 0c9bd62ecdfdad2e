// How fast spend gets into a PostgreSQL, and what that costs the event loop:
//   node bench/spend.mjs [seconds]
// Starts a throw-away server, prints one JSON document.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { round } from './statistics.mjs';

const SECONDS = Number(process.argv[2] ?? 10);
const BURST = 50;
/** So many may wait before the source pauses: it measures what can be sustained. */
const MAX_PENDING = 4_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dir = mkdtempSync(join(tmpdir(), 'llmgw-bench-spend-'));
const parts = await loadParts();
const server = await parts.startPostgres();
try {
  const report = { schema: 'llmgw.bench.spend/1', cpus: cpus().length, node: process.version };
  const results = { add: await measureAdd(), sustained: await measureSustained() };
  process.stdout.write(`${JSON.stringify({ ...report, ...results }, null, 2)}\n`);
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** The cost of one `add` and its line in the spool, on the thread that serves requests. */
async function measureAdd() {
  const database = parts.openTestDatabase(server.url);
  const writer = openWriter(database, 'add');
  const count = 100_000;
  let added = 0;
  const start = process.cpuUsage();
  const startedAt = performance.now();
  while (added < count) {
    for (let i = 0; i < BURST; i += 1) writer.add(event((added += 1)));
    await turn();
  }
  const { user, system } = process.cpuUsage(start);
  const wallUs = ((performance.now() - startedAt) * 1_000) / count;
  await database.close();
  return {
    events: count,
    wallUsPerEvent: round(wallUs),
    cpuUsPerEvent: round((user + system) / count),
  };
}

async function measureSustained() {
  const database = parts.openTestDatabase(await parts.createLitellmDatabase(server));
  await parts.createCaller(database);
  const writer = openWriter(database, 'sustained');
  const delay = monitorEventLoopDelay({ resolution: 5 });
  writer.start();
  delay.enable();
  const startedAt = performance.now();
  let added = 0;
  while (performance.now() - startedAt < SECONDS * 1_000) {
    for (let i = 0; i < BURST; i += 1) writer.add(event((added += 1)));
    await turn();
    while (writer.counters.pending > MAX_PENDING) await turn(5);
  }
  await writer.flush();
  const seconds = (performance.now() - startedAt) / 1_000;
  delay.disable();
  const { written, failures, dropped } = writer.counters;
  await writer.close();
  const spend = await parts.readSpend(database);
  await database.close();
  return {
    rows: written,
    seconds: round(seconds),
    rowsPerSecond: round(written / seconds, 0),
    ...{ failures, dropped },
    conserved: Object.values(spend).every((sum) => sum === added / 8),
    loopDelayMs: { p99: round(delay.percentile(99) / 1e6), max: round(delay.max / 1e6) },
  };
}

/** A fleet of callers: a few keys, teams and users, many customers. */
function event(n) {
  return parts.spendEvent({
    requestId: `bench-${n}`,
    caller: { ...parts.CALLER },
    model: `model-${n % 5}`,
  });
}

function openWriter(database, name) {
  const spool = { dir: join(dir, name) };
  return new parts.SpendWriter({
    ...{ database, clock: parts.systemClock, logger: parts.logger, spool },
    maxInMemory: 100_000,
  });
}

function turn(ms = 0) {
  return new Promise((resolve) => (ms === 0 ? setImmediate(resolve) : setTimeout(resolve, ms)));
}

async function loadParts() {
  const outfile = join(dir, 'parts.mjs');
  const files = [
    'test/support/postgres.ts',
    'test/support/litellm-database.ts',
    'test/support/spend-database.ts',
    'test/support/spend-events.ts',
    'src/spend/spend-writer.ts',
    'src/core/clock.ts',
  ];
  const contents = [
    ...files.map((file) => `export * from './${file}';`),
    `import { createLogger } from './src/telemetry/logger.ts';`,
    `export const logger = await createLogger({ level: 'error', pretty: false, stream: process.stderr });`,
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' },
    banner: {
      js: `import { createRequire } from 'node:module';const require = createRequire(import.meta.url);`,
    },
    external: ['pg-native'],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
