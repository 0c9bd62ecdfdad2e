import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends process groups when this process is gone, however it went: it reads from a pipe that the kernel closes
 * with us. What it is told: `+ID` a group to watch, `-ID` one that has ended.
 */
const PROGRAM = `
const groups = new Set();
let rest = '';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) line[0] === '+' ? groups.add(+line.slice(1)) : groups.delete(+line.slice(1));
});
process.stdin.on('end', () => {
  for (const id of groups) { try { process.kill(-id, 'SIGKILL'); } catch {} }
});
`;

/** One small process for all servers of this one. */
export class Watchdog {
  #process: ChildProcess | null = null;
  readonly #watched = new Set<number>();

  /** Starts watching; a group that outlives us is killed. */
  watch(group: number): void {
    this.#process ??= start();
    this.#watched.add(group);
    this.#process.stdin?.write(`+${group}\n`);
  }

  /** The group has ended. The last one takes the watchdog with it. */
  release(group: number): void {
    if (!this.#watched.delete(group)) return;
    this.#process?.stdin?.write(`-${group}\n`);
    if (this.#watched.size > 0) return;
    this.#process?.stdin?.end();
    this.#process = null;
  }
}

function start(): ChildProcess {
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    // In a session of its own: a Ctrl-C of the terminal is for us, not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  // Without it servers still end with their standard input; nothing else depends on it.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  const { stdin } = child;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return child;
}
