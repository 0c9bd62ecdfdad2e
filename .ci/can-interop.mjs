// Says on one line why LiteLLM itself cannot be run here; says nothing when it can.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VENV = 'litellm-1.106.2';
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

if (!existsSync(join(cache, 'llmgw', VENV, 'bin', 'python'))) console.log(findObstacle());

function findObstacle() {
  const version = run('python3', [
    '-c',
    'import sys, venv, ensurepip; print(sys.version_info[:2])',
  ]);
  if (version === null) return 'no python3 with venv (Debian: apt-get install -y python3-venv)';
  if (!isNewEnough(version)) return `python3 is too old: ${version}, 3.10 is needed`;
  const found = run('python3', ['-m', 'pip', 'index', 'versions', 'litellm-proxy-extras']);
  return found === null ? "Python's package registry is not reached" : '';
}

function isNewEnough(version) {
  const [major, minor] = version.match(/\d+/g).map(Number);
  return major > 3 || minor >= 10;
}

function run(program, args) {
  const { status, stdout } = spawnSync(program, args, { timeout: 30_000, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
