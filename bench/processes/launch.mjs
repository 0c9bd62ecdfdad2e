import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { get } from '../load/connection.mjs';
import { pinned } from './placement.mjs';

const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 2;

const children = new Set();
let root;
let folders = 0;

/** An empty folder that is gone when the harness ends. */
export function temporaryFolder(name) {
  root ??= mkdtempSync(join(tmpdir(), 'llmgw-bench-'));
  const folder = join(root, `${++folders}-${name}`);
  mkdirSync(folder);
  return folder;
}

/** A loopback port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts a server in its own process group and waits until `GET readyPath` answers 200.
 *
 * @returns {Promise<{ pids: number[], port: number, readyMs: number, stop: () => Promise<void> }>}
 *   `readyMs` is the time from the spawn to the first 200.
 */
export async function launch({ name, command, args, env = {}, dir, cores, port, readyPath }) {
  const output = join(dir, `${name}.output`);
  const started = performance.now();
  const child = spawnLogged(pinned(cores, command, args), { env, dir, output });
  children.add(child);
  child.once('exit', () => children.delete(child));
  await untilReady({ name, child, port, readyPath, output });
  const readyMs = performance.now() - started;
  return { pids: [child.pid], port, readyMs, stop: () => stop(child) };
}

/** Runs a program to its end and returns what it wrote on stdout. */
export async function runToEnd({ command, args, cores }) {
  const line = pinned(cores, command, args);
  const child = spawn(line.command, line.args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.add(child);
  const parts = [];
  child.stdout.on('data', (bytes) => parts.push(bytes));
  const [code] = await once(child, 'close');
  children.delete(child);
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`);
  return Buffer.concat(parts).toString('utf8');
}

/** Stops everything on Ctrl-C, on a kill and at the end, and removes the temporary folders. */
export function cleanUpOnExit() {
  process.on('exit', () => {
    for (const child of children) signal(child, 'SIGKILL');
    if (root !== undefined) rmSync(root, { recursive: true, force: true });
  });
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
}

function spawnLogged({ command, args }, { env, dir, output }) {
  const log = openSync(output, 'a');
  const child = spawn(command, args, {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: dir, ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => undefined); // seen by untilReady as a process that is not there
  closeSync(log);
  return child;
}

async function untilReady({ name, child, port, readyPath, output }) {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (ended(child)) break;
    if ((await get({ port, path: readyPath })).status === 200) return;
    await delay(POLL_MS);
  }
  const state = ended(child) ? 'ended before it was ready' : `is not ready after 20 s`;
  await stop(child);
  throw new Error(`${name} ${state} (GET ${readyPath} on port ${port})\n${tail(output)}`);
}

async function stop(child) {
  if (ended(child)) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
  signal(child, 'SIGKILL'); // whoever of its group outlived it
}

const ended = (child) =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function signal(child, name) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is gone already.
  }
}

const tail = (path) => readFileSync(path, 'utf8').split('\n').slice(-15).join('\n');
