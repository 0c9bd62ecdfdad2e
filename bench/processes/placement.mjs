import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Who runs where: the subject has the last core to itself, the load generators, the upstreams and
 * the harness share the others. Without `taskset`, or on one core, nothing is pinned.
 */
export const placement = plan();

/** Puts `taskset` in front of a command when `cores` are named. */
export function pinned(cores, command, args) {
  if (cores === undefined) return { command, args };
  return { command: 'taskset', args: ['-c', cores, command, ...args] };
}

/** Moves the harness itself off the subject's core. */
export function pinSelf() {
  if (placement.tools === undefined) return;
  spawnSync('taskset', ['-a', '-c', '-p', placement.tools, String(process.pid)]);
}

function plan() {
  const cores = availableParallelism();
  const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
  if (!hasTaskset || cores < 2) return { subject: undefined, tools: undefined };
  return { subject: String(cores - 1), tools: cores === 2 ? '0' : `0-${cores - 2}` };
}
