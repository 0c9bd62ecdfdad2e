import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const BYTES_PER_MB = 1024 * 1024;
const KERNEL_THREADS = 2; // kthreadd, their parent

/** CPU seconds (user + system, reaped children included) of these processes and their descendants. */
export function cpuSeconds(pids) {
  let ticks = 0;
  for (const stat of processTree(pids)) ticks += stat.ticks;
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory in MB of these processes and their descendants; shared pages count once a process. */
export function residentMb(pids) {
  let kilobytes = 0;
  for (const { pid } of processTree(pids)) kilobytes += residentKilobytes(pid);
  return (kilobytes * 1024) / BYTES_PER_MB;
}

/** Open file descriptors of these processes and their descendants. */
export function openDescriptors(pids) {
  let count = 0;
  for (const { pid } of processTree(pids)) count += list(`/proc/${pid}/fd`).length;
  return count;
}

/**
 * CPU seconds of all processes that do not descend from `pids`; kernel threads are left out, they
 * work for whoever is busy. Exact, while the machine's own counters are sampled at the tick.
 */
export function othersCpuSeconds(pids) {
  const kernel = new Set(processTree([KERNEL_THREADS]).map(({ pid }) => pid));
  const own = new Set(processTree(pids).map(({ pid }) => pid));
  let ticks = 0;
  for (const stat of allProcesses()) {
    if (!kernel.has(stat.pid) && !own.has(stat.pid)) ticks += stat.ticks;
  }
  return ticks / TICKS_PER_SECOND;
}

/** CPU seconds since boot that the hypervisor gave to other guests. */
export function stolenSeconds() {
  const fields = read('/proc/stat').split('\n', 1)[0].trim().split(/\s+/);
  return Number(fields[8]) / TICKS_PER_SECOND;
}

function allProcesses() {
  return list('/proc').filter(isPid).map(readStat).filter(Boolean);
}

function processTree(roots) {
  const stats = allProcesses();
  const wanted = new Set(roots);
  // A child may come before its parent in the list, so sweep until nothing is added.
  for (let before = -1; before !== wanted.size;) {
    before = wanted.size;
    for (const stat of stats) if (wanted.has(stat.parent)) wanted.add(stat.pid);
  }
  return stats.filter((stat) => wanted.has(stat.pid));
}

function readStat(pid) {
  const text = read(`/proc/${pid}/stat`);
  // The command name stands in parentheses and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number(pid), parent: Number(fields[1]), ticks };
}

function residentKilobytes(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

const isPid = (name) => /^\d+$/.test(name);

/** A process may end between the listing and the reading: then there is nothing to read. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
