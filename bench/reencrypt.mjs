import { randomBytes } from 'node:crypto';

import { loadSupport } from './database/load-support.mjs';
import { runJson } from './database/run-cli.mjs';
import { gitCommit, machineShape } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';
import { table } from './report.mjs';

// How fast `llmgw reencrypt-db` is, on a PostgreSQL that writes to the disk:
//   node bench/reencrypt.mjs [--million]
// Rows are of 0.9 KB with four secrets each. Beside it, in the same run, the way of others: read a row,
// rewrite it, commit, next.

const OLD = 'sk-bench-old-salt-key-0001';
const NEW = 'sk-bench-new-salt-key-0002';
const PLACE = { table: '', column: '', pk: '', pointer: '' };
const SHAPE = { format: 'nacl', marker: false, alphabet: 'url' };
const BARS = { smallMs: 1_000, rowsPerSecond: 5_000, timesRowByRow: 5, peakMb: 128 };
const ROW_BY_ROW = 2_000;
const SIZES = process.argv.includes('--million') ? [137, 20_000, 1_000_000] : [137, 20_000];

const support = await loadSupport();
const server = await support.startPostgres({ durable: true });
const folder = temporaryFolder('reencrypt');
try {
  process.exitCode = await main();
} finally {
  await server.stop();
}

async function main() {
  const rows = [];
  for (const size of SIZES) rows.push(await rotate(size));
  const others = await rowByRow();
  report(rows, others);
  return isGood(rows, others) ? 0 : 1;
}

async function makeDatabase(size) {
  const url = await support.createLitellmDatabase(server);
  const database = support.openTestDatabase(url);
  const key = await support.SaltKey.from(new support.Secret(OLD));
  const documents = Array.from({ length: Math.min(size, 1_000) }, () => makeDocument(key));
  await database.session(
    (session) =>
      session.query({
        name: 'fill',
        text: `INSERT INTO "LiteLLM_ProxyModelTable"
                 (model_id, model_name, litellm_params, created_by, updated_by)
               SELECT lpad(i::text, 8, '0'), 'm', ($1::jsonb[])[1 + i % $2], '', ''
                 FROM generate_series(1, $3) i`,
        values: [documents, documents.length, size],
      }),
    { statementTimeoutMs: 600_000 },
  );
  await database.query({ name: 'analyze', text: 'VACUUM ANALYZE "LiteLLM_ProxyModelTable"' });
  return { url, database, key };
}

function makeDocument(key) {
  const seal = (bytes) =>
    support.sealValue(Buffer.from(randomBytes(bytes).toString('hex')), key, SHAPE, PLACE);
  return JSON.stringify({
    ...{ model: seal(10), api_key: seal(24), api_base: seal(20), organization: seal(12) },
    ...{ rpm: 1_000, weight: 1.1, notes: 'x'.repeat(300) },
  });
}

async function rotate(size) {
  const { url, database } = await makeDatabase(size);
  await database.close();
  const keys = ['--old-key-env', 'OLD', '--new-key-env', 'NEW'];
  const limits = ['--max-duration', '60m', '--statement-timeout', '10m'];
  const { code, ms, document } = await runJson(
    ['reencrypt-db', 'run', '--yes', '--no-backup', ...limits, ...keys],
    { cwd: folder, env: { DATABASE_URL: url, OLD, NEW } },
  );
  if (code !== 0) throw new Error(`rotation of ${size} rows: ${document.message}`);
  return { size, ms, ...document };
}

/** As boot migrations of others do it. */
async function rowByRow() {
  const { database, key } = await makeDatabase(ROW_BY_ROW);
  const next = await support.SaltKey.from(new support.Secret(NEW));
  const { rows } = await database.query({
    name: 'read',
    text: 'SELECT model_id AS id, litellm_params::text AS text FROM "LiteLLM_ProxyModelTable"',
  });
  const startedAt = performance.now();
  for (const { id, text } of rows) {
    await database.query({
      name: 'rewrite',
      text: `UPDATE "LiteLLM_ProxyModelTable" SET litellm_params = $2::jsonb
              WHERE model_id = $1 AND litellm_params = $3::jsonb`,
      values: [id, rewrite(text, key, next), text],
    });
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await database.close();
  return Math.round(rows.length / seconds);
}

function rewrite(text, key, next) {
  const edits = support.jsonStrings(text).flatMap(({ start, end, value }) => {
    const opened = support.openValue(value, key, PLACE);
    if (opened === null) return [];
    return [{ start, end, value: support.sealValue(opened.plain, next, opened.shape, PLACE) }];
  });
  return support.spliceStrings(text, edits);
}

function report(rows, others) {
  const { cpu, cores, node } = machineShape();
  const date = new Date().toISOString().slice(0, 10);
  const say = (text) => process.stdout.write(`${text}\n\n`);
  say(`Measured ${date} at ${gitCommit(process.cwd())} on ${cpu}, ${cores} cores, Node ${node}.`);
  const head = ['rows', 'whole command (s)', 'rows/s', 'values/s', 'locked (s)', 'peak (MB)'];
  const lines = rows.map((row) => [
    String(row.size),
    (row.ms / 1_000).toFixed(2),
    String(row.rowsPerSecond),
    String(row.valuesPerSecond),
    (row.maxLockMs / 1_000).toFixed(2),
    megabytes(row).toFixed(0),
  ]);
  say(table([head, ...lines]));
  const ratio = rows[1].rowsPerSecond / others;
  say(`row by row: ${others} rows/s; ours ${ratio.toFixed(1)} times as fast`);
}

function megabytes({ peakRssBytes }) {
  return peakRssBytes / 1_048_576;
}

function isGood(rows, others) {
  const [small, middle] = rows;
  return (
    small.ms < BARS.smallMs &&
    middle.rowsPerSecond >= BARS.rowsPerSecond &&
    middle.rowsPerSecond >= BARS.timesRowByRow * others &&
    rows.every((row) => megabytes(row) <= BARS.peakMb)
  );
}
