import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitCommit, machineShape } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';

// How long `llmgw check-security` and `llmgw validate-config` take, the start of Node included:
//   node bench/check-security.mjs

const RUNS = 5;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'llmgw.js');

if (existsSync(program)) process.exitCode = main();
else {
  process.stderr.write('bench: dist/ is missing: npm run build\n');
  process.exitCode = 78;
}

function main() {
  const cases = [
    { name: '3,000 small files', barMs: 1_000, make: manyFiles },
    { name: 'one env file of 5 MB', barMs: 500, make: largeFile },
    { name: 'cold start (one file)', barMs: 250, make: oneFile },
    { name: 'validate-config --offline, 200 models', barMs: 300, make: manyModels },
  ];
  const { cpu, cores, node } = machineShape();
  const date = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `Measured ${date} at ${gitCommit(root)} on ${cpu}, ${cores} cores, Node ${node}; the median of ${RUNS}.\n`,
  );
  const passed = cases.map(({ name, barMs, make }) => {
    const args = make(temporaryFolder('check-security'));
    const ms = median(Array.from({ length: RUNS }, () => timeOf(args)));
    process.stdout.write(`${name}: ${Math.round(ms)} ms (bar ${barMs})\n`);
    return ms <= barMs;
  });
  return passed.every(Boolean) ? 0 : 1;
}

function timeOf({ cwd, args, command = 'check-security' }) {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program, command, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (![0, 1, 2].includes(status)) throw new Error(String(stderr));
  return performance.now() - startedAt;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** A repository such as a platform team has: mostly code, some YAML, a few env files. */
function manyFiles(cwd) {
  for (let at = 0; at < 3_000; at += 1) {
    const folder = join(cwd, `service-${Math.floor(at / 30)}`);
    mkdirSync(folder, { recursive: true });
    const [name, text] = fileOf(at);
    writeFileSync(join(folder, name), text);
  }
  execFileSync('git', ['init', '-q', '.'], { cwd });
  execFileSync('git', ['add', '-A'], { cwd });
  return { cwd, args: ['--quiet'] };
}

function fileOf(at) {
  if (at % 30 === 0) return ['config.yaml', gatewayConfig(at)];
  if (at % 30 === 1) return ['.env.example', 'LOG_LEVEL=info\nGROQ_API_KEY=\n'.repeat(10)];
  if (at % 30 === 2) return ['docker-compose.yml', 'services:\n  a:\n    image: a:1.2.3\n'];
  if (at % 6 === 3) return [`values-${at}.yaml`, 'name: value\nlist: [1, 2, 3]\n'.repeat(10)];
  if (at % 6 === 4)
    return [`notes-${at}.md`, '# A title\n\nSome text about keys and tokens.\n'.repeat(20)];
  return [`module-${at}.py`, 'def main(argument):\n    return argument + 1\n\n\n'.repeat(30)];
}

function gatewayConfig(at) {
  const model = `  - model_name: m${at}\n    litellm_params: {model: groq/llama, api_key: os.environ/GROQ_API_KEY}\n`;
  return `model_list:\n${model.repeat(5)}general_settings:\n  master_key: os.environ/LITELLM_MASTER_KEY\n`;
}

function largeFile(cwd) {
  const line = (at) => `SERVICE_${at}_ENDPOINT=https://service-${at}.example.com/v1/items?page=1\n`;
  let text = '';
  for (let at = 0; text.length < 5 * 1_024 * 1_024; at += 1) text += line(at);
  writeFileSync(join(cwd, 'large.env'), text, { mode: 0o600 });
  return { cwd, args: ['--quiet', 'large.env'] };
}

function oneFile(cwd) {
  writeFileSync(join(cwd, 'config.yaml'), gatewayConfig(0));
  return { cwd, args: ['--quiet'] };
}

function manyModels(cwd) {
  const model = (at) =>
    `  - model_name: m${at}\n    litellm_params: {model: openai/gpt-${at}, api_key: os.environ/OPENAI_API_KEY, rpm: ${at + 1}}\n`;
  const models = Array.from({ length: 200 }, (_, at) => model(at)).join('');
  writeFileSync(join(cwd, 'config.yaml'), `model_list:\n${models}`);
  return { cwd, args: ['--offline'], command: 'validate-config' };
}
