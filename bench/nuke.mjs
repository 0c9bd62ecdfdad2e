import { loadSupport } from './database/load-support.mjs';
import { runJson } from './database/run-cli.mjs';
import { gitCommit, machineShape } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';

// How long `llmgw nuke-db` keeps all of LiteLLM's tables locked, with a million rows of spend in them:
//   node bench/nuke.mjs [rows]

const ROWS = Number(process.argv[2] ?? 1_000_000);
const BAR_MS = 2_000;

const support = await loadSupport();
const server = await support.startPostgres({ durable: true });
try {
  process.exitCode = await main();
} finally {
  await server.stop();
}

async function main() {
  const url = await support.createLitellmDatabase(server);
  const database = support.openTestDatabase(url);
  await database.session(
    (session) =>
      session.query({
        name: 'fill',
        text: `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime", metadata)
               SELECT i::text, 'acompletion', '2025-01-01', '2025-01-01', '{"user_api_key": "0123456789abcdef"}'
                 FROM generate_series(1, $1) i`,
        values: [ROWS],
      }),
    { statementTimeoutMs: 600_000 },
  );
  await database.close();
  const options = { cwd: temporaryFolder('nuke'), env: { DATABASE_URL: url } };
  const plan = await runJson(['nuke-db', 'plan'], options);
  const confirm = ['--confirm', plan.document.confirm_token ?? plan.document.plan.confirmToken];
  const words = ['--production', new URL(url).pathname.slice(1), '--no-backup'];
  const run = ['nuke-db', 'run', ...confirm, ...words, '--discard-rows', String(ROWS)];
  const { code, ms, document, errors } = await runJson(run, options);
  if (code !== 0) throw new Error(errors);
  const { cpu, cores, node } = machineShape();
  const date = new Date().toISOString().slice(0, 10);
  const where = `${gitCommit(process.cwd())} on ${cpu}, ${cores} cores, Node ${node}`;
  const { lock_held_ms: lockedMs } = document;
  process.stdout.write(
    `Measured ${date} at ${where}.\n${ROWS} rows: locked ${Math.round(lockedMs)} ms (bar ${BAR_MS}), whole command ${Math.round(ms)} ms\n`,
  );
  return lockedMs < BAR_MS ? 0 : 1;
}
