import { constants } from 'node:fs';
import { open, readdir, readlink } from 'node:fs/promises';
import { execa } from 'execa';
import { codeOf } from '../../src/core/service-fault.ts';
import { getJson } from '../../src/http/get-json.ts';
import type { HttpTarget, ProgramResult, World } from '../../src/infra/collector.ts';

/** What of the process the world is made from. */
export interface WorldParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Origins besides loopback that may be asked, such as the gateway's own. */
  readonly origins: readonly string[];
}

const MOST_OUTPUT_BYTES = 32 * 1_048_576;
const MOST_ERROR_CHARACTERS = 500;
const DEFAULT_FILE_BYTES = 1_048_576;
const CHUNK_BYTES = 16_384;
/** What collectors may see of the environment; none of them holds a secret. */
const VISIBLE = new Set(['DOCKER_HOST', 'KUBECONFIG', 'HOME', 'KUBERNETES_SERVICE_HOST']);
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The real world, as a collector sees it until `signal` ends its time. */
export function createWorld(parts: WorldParts, signal: AbortSignal): World {
  return {
    signal,
    now: parts.now,
    run: (program, args) => runProgram([program, args], parts.env, signal),
    readFile: (path, maxBytes = DEFAULT_FILE_BYTES) => readText(path, maxBytes),
    readFolder: (path) => absentAsNull(readdir(path)),
    readLink: (path) => readlink(path).catch(() => null),
    getJson: (target) => ask(target, parts.origins, signal),
    variable: (name) => (VISIBLE.has(name) ? (parts.env[name] ?? null) : null),
  };
}

/** The program leads a process group of its own: whatever it started ends with it. */
async function runProgram(
  [program, args]: readonly [string, readonly string[]],
  env: WorldParts['env'],
  signal: AbortSignal,
): Promise<ProgramResult | null> {
  if (signal.aborted) throw new Error(`${program} was not started: the time is over`);
  const child = execa(program, args, {
    ...{ env: plainEnvironment(env), extendEnv: false, stdin: 'ignore', detached: true },
    ...{ maxBuffer: MOST_OUTPUT_BYTES, reject: false, stripFinalNewline: false },
  });
  const kill = (): void => killGroup(child.pid);
  signal.addEventListener('abort', kill, { once: true });
  // The one that prints too much is asked to end, by execa; whether it does is not left to it.
  child.catch(() => undefined);
  try {
    const { code, exitCode, stdout, stderr, isMaxBuffer, signal: killedBy } = await child;
    if (code === 'ENOENT') return null;
    if (isMaxBuffer) throw new Error(`${program} printed more than ${MOST_OUTPUT_BYTES} bytes`);
    if (exitCode === undefined)
      throw new Error(`${program} could not be run (${killedBy ?? code})`);
    return { code: exitCode, stdout, stderr: stderr.slice(0, MOST_ERROR_CHARACTERS) };
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

function plainEnvironment(env: WorldParts['env']): Record<string, string> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME, KUBECONFIG } = env;
  return {
    ...{ PATH, LANG: 'C', LC_ALL: 'C' },
    ...(HOME === undefined ? {} : { HOME }),
    ...(KUBECONFIG === undefined ? {} : { KUBECONFIG }),
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone with all it started.
  }
}

/** Without blocking: what looks like a file may be a pipe that nobody writes to. */
async function readText(path: string, maxBytes: number): Promise<string | null> {
  const file = await absentAsNull(open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  if (file === null) return null;
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    while (bytes < maxBytes) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, maxBytes - bytes));
      const { bytesRead } = await file.read(chunk);
      if (bytesRead === 0) break;
      bytes += bytesRead;
      chunks.push(chunk.subarray(0, bytesRead));
    }
    return Buffer.concat(chunks).toString();
  } finally {
    await file.close();
  }
}

async function absentAsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (thrown) {
    // ESRCH: a process ended while its files were read.
    if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(codeOf(thrown))) return null;
    throw thrown;
  }
}

async function ask(
  target: HttpTarget,
  origins: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const common = { maxBytes: MOST_OUTPUT_BYTES, signal };
  if ('socketPath' in target) {
    const { socketPath, path } = target;
    return getJson({ ...common, url: `http://localhost${path}`, socketPath, headers: {} });
  }
  const url = new URL(target.url);
  if (!LOOPBACK.test(url.hostname) && !origins.includes(url.origin)) {
    throw new Error(`${url.origin} is not on this machine`);
  }
  return getJson({ ...common, url: url.href, socketPath: null, headers: target.headers ?? {} });
}
