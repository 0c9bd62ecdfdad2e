import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/llmgw.js', import.meta.url));

/** Runs the built program and gives its JSON document, how long it took, and its exit code. */
export async function runJson(args, { env, cwd }) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args, '--json'], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const ms = performance.now() - startedAt;
  if (out === '') throw new Error(`llmgw ${args[0]} ended with ${code}: ${errors.slice(-2_000)}`);
  return { code, ms, document: JSON.parse(out), errors };
}
