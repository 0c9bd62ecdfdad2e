import { costOf, failWith, failingCalls, permits, succeed, wholeCalls } from './breaker/costs.mjs';
import { DEFECTS } from './breaker/defects.mjs';
import { breakerSubjects } from './breaker/subjects.mjs';
import { gitCommit, machineShape } from './machine.mjs';
import { table } from './report.mjs';

// What our circuit breaker costs and what it withstands, beside the two that Node programs use:
// node bench/breaker.mjs

const PERMIT_CALLS = 1_000_000;
const WHOLE_CALLS = 100_000;
const FAILING_CALLS = 200;
/** Nothing opens: the cost of counting is what is measured. */
const NEVER_OPENS = { windowMs: 30_000, leastCalls: 1e9 };
const BARS = { closedNanos: 100, closedBytes: 0.5, failingNanos: 1_000 };

const say = (text) => process.stdout.write(`${text}\n\n`);

process.exitCode = await main();

async function main() {
  const subjects = await breakerSubjects();
  const { cpu, cores, node } = machineShape();
  const commit = gitCommit(process.cwd());
  say(
    `Measured ${new Date().toISOString().slice(0, 10)} at ${commit} on ${cpu}, ${cores} cores, Node ${node}.`,
  );
  const core = await permitCosts(subjects[0].core);
  say(table([['llmgw, permits alone', 'ns per call', 'bytes per call'], ...core.map(costRow)]));
  say(table([head('whole calls', subjects), ...(await wholeCallRows(subjects))]));
  const defects = await defectRows(subjects);
  say(table([head('defect, as seen', subjects), ...defects.rows]));
  const [closed, failing] = core;
  const isWithinBars =
    closed.nanos <= BARS.closedNanos &&
    closed.bytes <= BARS.closedBytes &&
    failing.nanos <= BARS.failingNanos;
  return isWithinBars && !defects.isAnyOurs ? 0 : 1;
}

function head(label, subjects) {
  return [label, ...subjects.map(({ name, version }) => `${name} (${version})`)];
}

async function permitCosts(core) {
  // Every rule finds a reason to open at every call, which is the most that a failure can cost.
  const watching = { mode: 'METRICS_ONLY' };
  return [
    { name: 'closed: permit + success', ...(await costOf(permits(core, succeed), PERMIT_CALLS)) },
    {
      name: 'failing: permit + failure',
      ...(await costOf(permits(core, failWith, watching), PERMIT_CALLS)),
    },
  ];
}

function costRow({ name, nanos, bytes }) {
  return [name, nanos.toFixed(1), bytes.toFixed(2)];
}

async function wholeCallRows(subjects) {
  const rows = [['success: ns'], ['success: bytes'], ['failure: ns'], ['failure: bytes']];
  for (const subject of subjects) {
    const good = await withBreaker(subject, (breaker) => costOf(wholeCalls(breaker), WHOLE_CALLS));
    const bad = await withBreaker(subject, (breaker) =>
      costOf(failingCalls(breaker), FAILING_CALLS),
    );
    rows[0].push(good.nanos.toFixed(0));
    rows[1].push(good.bytes.toFixed(0));
    rows[2].push(bad.nanos.toFixed(0));
    rows[3].push(bad.bytes.toFixed(0));
  }
  return rows;
}

async function withBreaker(subject, measure) {
  const breaker = subject.make(NEVER_OPENS);
  try {
    return await measure(breaker);
  } finally {
    breaker.close();
  }
}

async function defectRows(subjects) {
  const rows = [];
  let isAnyOurs = false;
  for (const { id, what, run } of DEFECTS) {
    const row = [`${id}: ${what}`];
    for (const subject of subjects) {
      const { isThere, seen } = await run(subject);
      isAnyOurs ||= isThere && subject === subjects[0];
      row.push(`${isThere ? 'yes' : 'no'}${seen === '' ? '' : ` (${seen})`}`);
    }
    rows.push(row);
  }
  return { rows, isAnyOurs };
}
