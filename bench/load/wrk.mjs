import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runToEnd, temporaryFolder } from '../processes/launch.mjs';
import { placement } from '../processes/placement.mjs';
import { requestHeaders } from './request.mjs';

const SCRIPT = fileURLToPath(new URL('post.lua', import.meta.url));

/**
 * Prepares a POST once and returns a function that sends it for some seconds over kept-alive
 * connections, as fast as the answers come.
 *
 * @returns {(options: { seconds: number, connections: number }) =>
 *   Promise<{ requests: number, seconds: number, p50: number, p99: number, failed: number }>}
 *   p50 and p99 in milliseconds; `failed` counts answers of 400 and above and broken connections.
 */
export function prepareLoad({ port, path, headers, body }) {
  const folder = temporaryFolder('wrk');
  const bodyFile = join(folder, 'body');
  const headerFile = join(folder, 'headers');
  const lines = Object.entries(requestHeaders(headers)).map(([name, value]) => `${name}: ${value}`);
  writeFileSync(bodyFile, body);
  writeFileSync(headerFile, lines.join('\n'));
  const url = `http://127.0.0.1:${port}${path}`;
  return ({ seconds, connections }) => {
    const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', SCRIPT];
    return runWrk([...flags, url, '--', bodyFile, headerFile]);
  };
}

async function runWrk(args) {
  const stdout = await runToEnd({ command: 'wrk', args, cores: placement.tools });
  const summary = JSON.parse(stdout.slice(stdout.lastIndexOf('\n@') + 2));
  return {
    requests: summary.requests - summary.rejected,
    seconds: summary.microseconds / 1e6,
    p50: summary.p50 / 1000,
    p99: summary.p99 / 1000,
    failed: summary.rejected + summary.broken,
  };
}
