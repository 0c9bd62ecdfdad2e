// Finds the programs that the tests start for themselves, and fetches what is missing.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const POSTGRES_ROOT = 'usr/lib/postgresql';
const POLICY = '/usr/sbin/policy-rc.d';

const SERVICES = [
  { unless: 'TEST_REDIS_URL', programs: ['redis-server', 'valkey-server'], debian: 'redis-server' },
  { unless: 'TEST_DATABASE_URL', programs: ['initdb'], debian: 'postgresql' },
];

/** The folder of fetched programs; tests look here after PATH and /usr/lib/postgresql. */
const binFolder = (root) => join(root, '.llmgw', 'cache', 'services', 'bin');

/** Throws one line that names the command to run where it cannot help. */
export function ensureServices(root) {
  const wanted = missing(root);
  if (wanted.length === 0) return;
  const names = wanted.map(({ debian }) => debian);
  process.stderr.write(`bootstrap: fetching ${names.join(' and ')} for the tests\n`);
  if (!existsSync('/etc/debian_version')) throw new Error(advice());
  if (process.getuid() === 0) installPackages(names);
  else unpackPackages(names, root);
  if (missing(root).length > 0) throw new Error(advice());
}

function missing(root) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...postgresFolders('/')];
  folders.push(binFolder(root));
  return SERVICES.filter(({ unless, programs }) => {
    if (process.env[unless]) return false;
    return !programs.some((name) => folders.some((folder) => isProgram(join(folder, name))));
  });
}

function postgresFolders(base) {
  const versions = join(base, POSTGRES_ROOT);
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => join(versions, version, 'bin'));
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As root: from the distribution, without starting anything. */
function installPackages(names) {
  const quiet = !existsSync(POLICY);
  if (quiet) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...names];
    if (apt(args).status === 0) return;
    apt(['update', '-qq']);
    const { status, stderr } = apt(args);
    if (status !== 0) throw new Error(`${advice()}\n${lastLine(stderr)}`);
  } finally {
    if (quiet) rmSync(POLICY, { force: true });
  }
}

/** As anybody else: the same packages, unpacked into a folder of ours. */
export function unpackPackages(names, root) {
  const home = join(root, '.llmgw', 'cache', 'services');
  const debs = mkdtempSync(join(tmpdir(), 'llmgw-debs-'));
  try {
    const packages = new Set([...names, ...dependenciesOf(names)]);
    const { status, stderr } = apt(['download', ...packages], debs);
    if (status !== 0) throw new Error(`${advice()}\n${lastLine(stderr)}`);
    mkdirSync(home, { recursive: true });
    for (const deb of readdirSync(debs)) spawnSync('dpkg', ['-x', join(debs, deb), home]);
  } finally {
    rmSync(debs, { recursive: true, force: true });
  }
  writeWrappers(home);
}

/** What apt would install besides: `'http://…' name_version_arch.deb size hash` a line. */
function dependenciesOf(names) {
  const args = ['-o', 'Debug::NoLocking=1', '--print-uris', '--no-install-recommends', '-qq'];
  const { stdout } = apt([...args, 'install', ...names]);
  return [...stdout.matchAll(/' ([^_\s]+)_\S+\.deb /g)].map(([, name]) => name);
}

/** The unpacked programs find their libraries through a wrapper each. */
function writeWrappers(home) {
  const bin = join(home, 'bin');
  mkdirSync(bin, { recursive: true });
  const libraries = librariesIn(join(home, 'usr', 'lib')).join(':');
  for (const folder of [join(home, 'usr', 'bin'), ...postgresFolders(home)]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const script = `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${join(folder, name)}' "$@"\n`;
      writeFileSync(join(bin, name), script);
      chmodSync(join(bin, name), 0o755);
    }
  }
}

function librariesIn(folder) {
  const triplets = readdirSync(folder).filter((name) => name.includes('-linux-gnu'));
  return [folder, ...triplets.map((name) => join(folder, name))];
}

function apt(args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', args, { cwd, env, encoding: 'utf8' });
}

function lastLine(text) {
  return (text ?? '').trim().split('\n').at(-1);
}

function advice() {
  const [name, command] = advisers().find(([, , applies]) => applies) ?? [];
  const fallback = 'install Redis (or Valkey) and PostgreSQL';
  return `the tests need redis-server (or valkey-server) and PostgreSQL; ${
    name ? `run: ${command}` : fallback
  }, or set TEST_REDIS_URL and TEST_DATABASE_URL`;
}

function advisers() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return [
    ['macOS', 'brew install redis postgresql', process.platform === 'darwin'],
    ['Debian', 'sudo apt-get install redis-server postgresql', /debian|ubuntu/i.test(system)],
    ['Fedora', 'sudo dnf install valkey postgresql-server', /fedora|rhel/i.test(system)],
    ['Alpine', 'sudo apk add redis postgresql', /alpine/i.test(system)],
    ['Arch', 'sudo pacman -S valkey postgresql', /arch/i.test(system)],
  ];
}
