import { execFileSync } from 'node:child_process';

/** Runs a line as somebody would who pastes it, and gives its output. */
export function runShell(line: string, cwd: string): string {
  return execFileSync('/bin/sh', ['-c', line], { cwd, encoding: 'utf8' });
}
