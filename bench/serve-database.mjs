import { createHash } from 'node:crypto';

import { loadSupport } from './database/load-support.mjs';
import { CLIENT_KEY, MODEL } from './load/request.mjs';
import { gitCommit, machineShape } from './machine.mjs';
import { measureThroughput } from './measure/throughput.mjs';
import { cleanUpOnExit } from './processes/launch.mjs';
import { pinSelf } from './processes/placement.mjs';
import { table } from './report.mjs';
import { startLlmgw } from './subjects/llmgw.mjs';

// What virtual keys, limits, budgets and spend cost `serve`: node bench/serve-database.mjs [--quick]
//
// The same load, in turn: with the master key and no database; with a virtual key that has a rate
// limit, a token limit, a parallel limit and a budget, and whose every call is written as a row.

const BAR = 1.4;
const FULL = { connections: 32, rounds: 7, seconds: 4, warmUpSeconds: 4 };
const QUICK = { connections: 32, rounds: 2, seconds: 1, warmUpSeconds: 1 };
const VIRTUAL_KEY = 'sk-bench-virtual-key-000001';
const PRICES = `
    model_info:
      input_cost_per_token: 0.0000001
      output_cost_per_token: 0.0000002
`;

const machine = machineShape();
const say = (line) => process.stderr.write(`${line}\n`);
process.exitCode = await main(process.argv.includes('--quick') ? QUICK : FULL);

async function main(load) {
  cleanUpOnExit();
  const { startPostgres, createLitellmDatabase, openTestDatabase } = await loadSupport();
  const server = await startPostgres();
  try {
    const url = await createLitellmDatabase(server);
    const database = openTestDatabase(url);
    await storeKey(database);
    pinSelf();
    const subjects = [
      subject('no database', CLIENT_KEY, {}),
      subject('database', VIRTUAL_KEY, { DATABASE_URL: url }),
    ];
    const results = await measureThroughput(subjects, { ...load, say });
    const { rows } = await database.query({
      name: 'count',
      text: `SELECT (SELECT count(*) FROM "LiteLLM_SpendLogs") AS logs,
                    (SELECT spend FROM "LiteLLM_VerificationToken") AS spend`,
    });
    await database.close();
    return report(results, rows[0]);
  } finally {
    await server.stop();
  }
}

async function storeKey(database) {
  const token = createHash('sha256').update(VIRTUAL_KEY).digest('hex');
  await database.query({
    name: 'store-key',
    text: `INSERT INTO "LiteLLM_VerificationToken"
             (token, key_name, team_id, user_id, rpm_limit, tpm_limit, max_parallel_requests, max_budget)
           VALUES ($1, 'sk-...0001', 'team', 'user', 100000000, 1000000000000, 10000, 1000000)`,
    values: [token],
  });
  await database.query({
    name: 'store-team',
    text: `INSERT INTO "LiteLLM_TeamTable" (team_id, max_budget) VALUES ('team', 1000000)`,
  });
}

function subject(name, key, env) {
  return {
    name,
    request: { path: '/v1/chat/completions', headers: { authorization: `Bearer ${key}` } },
    start: ({ upstreamPort, port, dir, cores }) =>
      startLlmgw({
        ...{ port, dir, cores, env },
        models: { [MODEL]: `http://127.0.0.1:${upstreamPort}/v1` },
        settings: PRICES,
      }),
  };
}

function report(results, { logs, spend }) {
  const without = results['no database'];
  const withIt = results['database'];
  const ratio = withIt.cpuMicros / without.cpuMicros;
  const { cpu, cores, node } = machine;
  const date = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `Measured ${date} at ${gitCommit(process.cwd())} on ${cpu}, ${cores} cores, Node ${node}.\n\n`,
  );
  const row = ({ name, cpuMicros, requestsPerSecond, spread, failed }) => [
    name,
    cpuMicros.toFixed(0),
    requestsPerSecond.toFixed(0),
    `${(spread * 100).toFixed(0)} %`,
    String(failed),
  ];
  const head = ['serve', 'CPU µs per request', 'requests/s', 'spread', 'failed'];
  process.stdout.write(`${table([head, row(without), row(withIt)])}\n\n`);
  const passed = ratio <= BAR && withIt.failed === 0;
  process.stdout.write(
    `ratio ${ratio.toFixed(2)} (bar ${BAR}): ${passed ? 'pass' : 'MISSED'}; ${logs} rows of spend, ${spend.toFixed(6)} dollars\n`,
  );
  return passed ? 0 : 1;
}
