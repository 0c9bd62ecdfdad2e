import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { othersCpuSeconds, stolenSeconds } from './processes/proc.mjs';

const MAX_LOAD_PER_CORE = 0.5;
const MIN_SPIN_SHARE = 0.95;
const SPIN_MS = 1500;
const LOOK_AGAIN_MS = 5000;

/** What the numbers of a run belong to. */
export function machineShape() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    arch: arch(),
    kernel: release(),
    node: process.versions.node,
  };
}

/** The machine's shape as a part of a file name, such as `2c-24g-amd-epyc-node20`. */
export function shapeName({ cpu, cores, memoryGb, node }) {
  const model = cpu
    .toLowerCase()
    .replace(/\((r|tm)\)|@.*|processor|cpu|\d+-core/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${cores}c-${memoryGb}g-${model}-node${node.split('.')[0]}`;
}

/** The commit that is measured, with `+` when the tree differs from it. */
export function gitCommit(directory) {
  const git = (...args) =>
    execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'none';
  }
}

/**
 * Is the machine ours? The load average tells of the last minute; the calibration spins on every
 * core at once and tells which share of them we really got.
 *
 * @returns {Promise<{ quiet: boolean, loadPerCore: number, spinShare: number, stolenShare: number }>}
 */
export async function inspectMachine() {
  const load = loadPerCore();
  const { spinShare, stolenShare } = await calibrate();
  const quiet = load <= MAX_LOAD_PER_CORE && spinShare >= MIN_SPIN_SHARE;
  return { quiet, loadPerCore: load, spinShare, stolenShare };
}

/** Waits until the machine is quiet or the time is over, and tells what it saw last. */
export async function waitForQuiet(seconds, say) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    await untilLoadIsLow(deadline, say);
    const seen = await inspectMachine();
    if (seen.quiet || performance.now() >= deadline) return seen;
    say(`waiting for a quiet machine: ${describe(seen)}`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Looks without spinning: the calibration would itself be the load that others wait for. */
async function untilLoadIsLow(deadline, say) {
  if (loadPerCore() <= MAX_LOAD_PER_CORE || performance.now() >= deadline) return;
  say(`waiting for a quiet machine: load ${loadPerCore().toFixed(2)} per core`);
  while (loadPerCore() > MAX_LOAD_PER_CORE && performance.now() < deadline) {
    await delay(LOOK_AGAIN_MS);
  }
}

const loadPerCore = () => loadavg()[0] / availableParallelism();

/** One line: what was seen and what is tolerated. */
export function describe({ loadPerCore, spinShare }) {
  const load = `load ${loadPerCore.toFixed(2)} per core (at most ${MAX_LOAD_PER_CORE})`;
  const spin = `${(spinShare * 100).toFixed(1)} % of the CPU when asked for all of it`;
  return `${load}, got ${spin} (at least ${MIN_SPIN_SHARE * 100} %)`;
}

async function calibrate() {
  const cores = availableParallelism();
  const workers = await Promise.all(Array.from({ length: cores }, startSpinner));
  const before = { stolen: stolenSeconds(), own: process.cpuUsage(), time: performance.now() };
  await Promise.all(workers.map((worker) => spin(worker)));
  const available = ((performance.now() - before.time) / 1000) * cores;
  const own = process.cpuUsage(before.own);
  const stolen = stolenSeconds() - before.stolen;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return {
    spinShare: (own.user + own.system) / 1e6 / available,
    stolenShare: stolen / available,
  };
}

const SPINNER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (milliseconds) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  parentPort.postMessage('spun');
});
parentPort.postMessage('ready');
`;

async function startSpinner() {
  const worker = new Worker(SPINNER, { eval: true });
  await once(worker, 'message');
  return worker;
}

function spin(worker) {
  worker.postMessage(SPIN_MS);
  return once(worker, 'message');
}

/**
 * Watches for company during the run.
 *
 * @returns a function that tells the share of the machine's CPU that others used since, 0..1
 */
export function watchForOthers() {
  const used = () => othersCpuSeconds([process.pid]) + stolenSeconds();
  const before = { used: used(), time: performance.now() };
  return () => {
    const available = ((performance.now() - before.time) / 1000) * cpus().length;
    return Math.max(0, used() - before.used) / available;
  };
}
