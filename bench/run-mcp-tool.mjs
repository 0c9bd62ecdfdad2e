import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitCommit, machineShape } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';

// What `llmgw run-mcp-tool` costs besides the server itself, the start of Node included:
//   node bench/run-mcp-tool.mjs

const RUNS = 15;
const BAR_MS = 250;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'llmgw.js');
const everything = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

if (existsSync(program)) process.exitCode = await main();
else {
  process.stderr.write('bench: dist/ is missing: npm run build\n');
  process.exitCode = 78;
}

async function main() {
  const cwd = temporaryFolder('run-mcp-tool');
  const server = { transport: 'stdio', command: 'node', args: [everything, 'stdio'] };
  writeFileSync(
    join(cwd, 'config.yaml'),
    JSON.stringify({ model_list: [], mcp_servers: { everything: server } }),
  );
  runOurs(cwd);
  const alone = [];
  const ours = [];
  // In turns, so that both meet the same weather.
  for (let run = 0; run < RUNS; run += 1) {
    alone.push(await timeOfServer());
    ours.push(runOurs(cwd));
  }
  const ownMs = median(ours) - median(alone);
  const { cpu, cores, node } = machineShape();
  const date = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `Measured ${date} at ${gitCommit(root)} on ${cpu}, ${cores} cores, Node ${node}; medians of ${RUNS}.\n` +
      `server-everything, started, greeted and called by hand: ${Math.round(median(alone))} ms\n` +
      `the same by llmgw run-mcp-tool: ${Math.round(median(ours))} ms\n` +
      `own cost: ${Math.round(ownMs)} ms (bar ${BAR_MS})\n`,
  );
  return ownMs <= BAR_MS ? 0 : 1;
}

function runOurs(cwd) {
  const args = ['run-mcp-tool', 'everything', 'echo', 'message=hi', '--yes'];
  const env = { PATH: process.env.PATH, LLMGW_DATABASE: 'off', XDG_STATE_HOME: join(cwd, 'state') };
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd, env });
  if (status !== 0 || String(stdout) !== 'Echo: hi\n') throw new Error(String(stderr));
  return performance.now() - startedAt;
}

/** Until the answer of a call is there, and the server has ended. */
async function timeOfServer() {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [everything, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const say = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  };
  say({ id: 1, method: 'initialize', params });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('"id":3')) break;
    if (text.includes('"id":2') && !text.includes('sent3')) {
      text += 'sent3';
      const call = { name: 'echo', arguments: { message: 'hi' } };
      say({ id: 3, method: 'tools/call', params: call });
    } else if (text.includes('"id":1') && !text.includes('sent2')) {
      text += 'sent2';
      say({ method: 'notifications/initialized' });
      say({ id: 2, method: 'tools/list' });
    }
  }
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  return performance.now() - startedAt;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
