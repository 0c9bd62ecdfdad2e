// Makes a fresh clone ready, and does nothing when it is: runs before `npm start` and `npm test`, so
// it needs nothing but Node.
//   --build      also bundles dist/ when its sources have changed
//   --services   also makes sure that Redis and PostgreSQL can be started for the tests
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureServices } from './services.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const flags = new Set(process.argv.slice(2));

try {
  checkNode();
  install();
  if (flags.has('--build')) build();
  if (flags.has('--services')) ensureServices(root);
} catch (error) {
  process.stderr.write(`bootstrap: ${error.message}\n`);
  process.exitCode = 1;
}

function checkNode() {
  const wanted = manifest.engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  throw new Error(
    `Node ${wanted} or newer is needed, this is ${process.versions.node}: see https://nodejs.org/en/download`,
  );
}

function install() {
  const stamp = join(root, 'node_modules', '.llmgw-lock');
  const lock = digest([join(root, 'package-lock.json')]);
  if (readIfThere(stamp) === lock) return;
  if (!isInstalledByHand()) {
    say('installing packages');
    // A registry that does not offer some other platform's package makes `ci` refuse the lock file.
    if (!npm('ci') && !npm('install', '--no-save')) throw new Error('npm could not install');
  }
  writeFileSync(stamp, lock);
}

function npm(...command) {
  const self = process.env.npm_execpath;
  const [program, lead] = self ? [process.execPath, [self]] : ['npm', []];
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const args = [...lead, ...command, ...flags, '--loglevel=error'];
  const { status, stderr } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 2, 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0 && !(stderr ?? '').includes('EUSAGE')) process.stderr.write(stderr ?? '');
  return status === 0;
}

/** npm writes its own record of what is installed about when it writes the lock file. */
function isInstalledByHand() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const slackMs = 5000;
  return statSync(record).mtimeMs + slackMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function build() {
  const sources = ['bin', 'commands', 'src'].flatMap((folder) => filesIn(join(root, folder)));
  const settings = ['package.json', 'package-lock.json', 'tsconfig.json', '.ci/build.mjs'];
  const inputs = digest([...sources, ...settings.map((file) => join(root, file))]);
  const stamp = join(root, 'dist', '.inputs');
  if (readIfThere(stamp) === inputs && existsSync(join(root, 'dist', 'llmgw.js'))) return;
  run(process.execPath, [join(root, '.ci', 'build.mjs')], 'the build failed');
  writeFileSync(stamp, inputs);
}

function filesIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function run(program, args, complaint) {
  // What is said meanwhile is no result: stdout stays for the command that follows.
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(error ? `${complaint}: ${error.message}` : complaint);
}

function say(text) {
  process.stderr.write(`bootstrap: ${text}\n`);
}
