import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { judge } from './bars.mjs';
import {
  describe,
  gitCommit,
  machineShape,
  shapeName,
  waitForQuiet,
  watchForOthers,
} from './machine.mjs';
import { measureFirstToken, measureLatency } from './measure/latency.mjs';
import { measureMemory } from './measure/memory.mjs';
import { measureReadiness } from './measure/readiness.mjs';
import { measureStreaming } from './measure/streaming.mjs';
import { measureThroughput } from './measure/throughput.mjs';
import { readOptions, USAGE } from './options.mjs';
import { cleanUpOnExit } from './processes/launch.mjs';
import { pinSelf, placement } from './processes/placement.mjs';
import { markdown } from './report.mjs';

// Read before the harness pins itself, which changes what Node takes the machine for.
const MACHINE = machineShape();
const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const EXIT = { ok: 0, missed: 1, busy: 7, usage: 64, setUp: 78 };
const MAX_OTHERS = 0.05;
const MAX_SPREAD = 0.25;

const FULL = {
  readiness: { starts: 5 },
  throughput: { connections: 32, rounds: 5, seconds: 4, warmUpSeconds: 5 },
  latency: { blocks: 25, callsPerBlock: 200 },
  firstToken: { blocks: 10, callsPerBlock: 40 },
  streaming: { streams: 100, streamsEach: 8, rounds: 3 },
  memory: { requests: 100_000, connections: 32 },
};
const QUICK = {
  readiness: { starts: 1 },
  throughput: { connections: 32, rounds: 2, seconds: 1, warmUpSeconds: 1 },
  latency: { blocks: 5, callsPerBlock: 100 },
  firstToken: { blocks: 3, callsPerBlock: 20 },
  streaming: { streams: 100, streamsEach: 1, rounds: 1 },
  memory: { requests: 10_000, connections: 32 },
};

const say = (line) => process.stderr.write(`${line}\n`);

process.exitCode = await main(process.argv.slice(2)).catch(explain);

async function main(argv) {
  const options = tryReadOptions(argv);
  if (options === undefined) return EXIT.usage;
  if (options.help) return void process.stdout.write(USAGE);
  if (!everythingIsThere(options.subjects)) return EXIT.setUp;
  cleanUpOnExit();
  const before = await waitForQuiet(options.wait, say);
  say(`machine: ${describe(before)}`);
  if (!before.quiet && !options.force) return refuse();
  pinSelf();
  const report = await measure(options, before);
  const file = save(options, report);
  process.stdout.write(markdown(report));
  say(`\nrecorded in ${file}`);
  return report.pass ? EXIT.ok : EXIT.missed;
}

function explain(error) {
  say(`bench: ${error.message}`);
  return EXIT.missed;
}

function tryReadOptions(argv) {
  try {
    return readOptions(argv);
  } catch (error) {
    say(`bench: ${error.message}\n\n${USAGE}`);
    return undefined;
  }
}

function everythingIsThere(subjects) {
  const tools = ['nginx', 'wrk'].filter((tool) => spawnSync(tool, ['-v']).error !== undefined);
  if (tools.length > 0)
    say(`bench: not installed: ${tools.join(', ')} (apt-get install nginx wrk)`);
  const missing = subjects.map((subject) => subject.missing()).filter(Boolean);
  for (const what of missing) say(`bench: missing ${what}`);
  return tools.length + missing.length === 0;
}

function refuse() {
  say('bench: refused, the machine is loaded and the numbers would mean nothing.');
  say('Stop what else runs, or --wait 600 for a quiet moment, or --force to measure all the same.');
  return EXIT.busy;
}

async function measure(options, before) {
  const others = watchForOthers();
  const stale = options.subjects.map((subject) => subject.stale?.()).filter(Boolean);
  const results = await measureSections(options);
  const othersShare = others();
  const warnings = [...stale, ...collectWarnings({ results, othersShare, before })];
  const verdicts = options.subjects
    .filter(({ held }) => held)
    .map(({ name }) => ({ subject: name, bars: judge(results, name) }));
  return {
    schema: 'llmgw.bench/1',
    date: new Date().toISOString().slice(0, 10),
    commit: gitCommit(FOLDER),
    machine: MACHINE,
    placement,
    quick: options.quick,
    before: { ...before, forced: !before.quiet },
    othersShare,
    stale,
    subjects: options.subjects.map(({ name, version }) => ({ name, version: version() })),
    settings: options.quick ? QUICK : FULL,
    results,
    verdicts,
    warnings,
    pass:
      failedCalls(results) === 0 && verdicts.every(({ bars }) => bars.every(({ pass }) => pass)),
  };
}

async function measureSections({ subjects, sections, quick }) {
  const settings = quick ? QUICK : FULL;
  const results = {};
  const section = async (group, name, measureIt) => {
    if (!sections.includes(group)) return;
    results[name] = await measureIt(subjects, { ...settings[name], say });
  };
  await section('readiness', 'readiness', measureReadiness);
  await section('throughput', 'throughput', measureThroughput);
  await section('latency', 'latency', measureLatency);
  await section('latency', 'firstToken', measureFirstToken);
  await section('streaming', 'streaming', measureStreaming);
  await section('memory', 'memory', measureMemory);
  return results;
}

function collectWarnings({ results, othersShare, before }) {
  const warnings = [];
  if (!before.quiet) warnings.push(`measured by force on a loaded machine: ${describe(before)}`);
  if (othersShare > MAX_OTHERS) {
    warnings.push(`others used ${(othersShare * 100).toFixed(1)} % of the CPU during the run`);
  }
  for (const [name, { spread }] of Object.entries(results.throughput ?? {})) {
    if (spread > MAX_SPREAD)
      warnings.push(`${name}: rounds differ by ${Math.round(spread * 100)} %`);
  }
  const failed = failedCalls(results);
  if (failed > 0) warnings.push(`${failed} calls failed or streams broke`);
  return warnings;
}

function failedCalls(results) {
  const all = Object.values(results).flatMap((section) => Object.values(section));
  return all.reduce((sum, { failed = 0, broken = 0 }) => sum + failed + broken, 0);
}

/** Only a full, honest run is recorded; the rest goes where git does not look. */
function save({ out, quick, complete }, report) {
  const alone = !report.before.forced && report.othersShare <= MAX_OTHERS;
  const recorded = complete && !quick && alone && report.stale.length === 0;
  const name = `${report.date}-${shapeName(report.machine)}.json`;
  const file = resolve(out ?? join(FOLDER, 'results', recorded ? '' : 'tmp', name));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, significant, 2)}\n`);
  return file;
}

function significant(_key, value) {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(5))
    : value;
}
