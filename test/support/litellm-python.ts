import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** What is installed: pinned, so that a red run means that we have changed. */
const PACKAGES = [
  'litellm==1.106.2',
  'litellm-proxy-extras==0.4.110',
  'pynacl==1.6.2',
  'cryptography>=44,<51',
];
const VENV = 'litellm-1.106.2';
const INSTALL_TIMEOUT_MS = 400_000;
const HELPER = join(
  dirname(dirname(fileURLToPath(import.meta.url))),
  'fixtures',
  'interop',
  'litellm_helper.py',
);

/** How LiteLLM wrote values in its time. */
export type LitellmFormat = 'nacl' | 'nacl-standard' | 'v2';

/** One value to be sealed. */
export interface ToSeal {
  readonly key: string;
  readonly format: LitellmFormat;
  readonly value: string;
  readonly marker: boolean;
}

/** One column that LiteLLM knows to hold secrets. */
export interface SecretColumn {
  readonly table: string;
  readonly key: string;
  readonly column: string;
}

/** Versions, and the folder of LiteLLM's migrations. */
export interface LitellmVersions {
  readonly litellm: string;
  readonly extras: string;
  readonly migrations: string;
}

/** LiteLLM's own code, running in its own Python. */
export interface LitellmPython {
  seal(what: ToSeal): Promise<string>;
  /** The plaintext, or null when this key does not open the value. */
  open(key: string, value: string): Promise<string | null>;
  registry(): Promise<readonly SecretColumn[]>;
  versions(): Promise<LitellmVersions>;
  stop(): void;
}

/** Installs LiteLLM into a virtual environment that is kept, or says what stands in the way. */
export async function startLitellm(): Promise<LitellmPython | { readonly missing: string }> {
  const venv = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'llmgw', VENV);
  const python = join(venv, 'bin', 'python');
  if (!existsSync(python)) {
    const missing = await install(venv);
    if (missing !== null) return { missing };
  }
  return talkTo(spawn(python, [HELPER], { env: { PATH: process.env['PATH'] ?? '' } }));
}

/** Complete or not at all: what is at the final place can be used. */
async function install(venv: string): Promise<string | null> {
  const draft = `${venv}.${process.pid}`;
  mkdirSync(dirname(venv), { recursive: true });
  const options = { timeout: INSTALL_TIMEOUT_MS, reject: false, stdin: 'ignore' } as const;
  const made = await execa('python3', ['-m', 'venv', draft], options);
  if (made.failed) return `python3 -m venv: ${made.shortMessage}`;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
  const installed = await execa(join(draft, 'bin', 'python'), pip, options);
  if (installed.failed) {
    rmSync(draft, { recursive: true, force: true });
    return `pip install ${PACKAGES.join(' ')}: ${installed.shortMessage}`;
  }
  renameSync(draft, venv);
  return null;
}

function talkTo(child: ChildProcessWithoutNullStreams): LitellmPython {
  const waiting: ((line: string) => void)[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  child.on('exit', () => {
    for (const resolve of waiting) resolve(JSON.stringify({ died: errors.slice(-2_000) }));
  });
  const ask = async <T>(request: object): Promise<T> => {
    const line = await new Promise<string>((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line) as { result: T } | { died: string };
    if ('died' in answer) throw new Error(`LiteLLM's helper died: ${answer.died}`);
    return answer.result;
  };
  return {
    seal: async (what) => ask({ op: 'seal', ...what }),
    open: async (key, value) => ask({ op: 'open', key, value }),
    registry: async () => ask({ op: 'registry' }),
    versions: async () => ask({ op: 'versions' }),
    stop: () => void child.kill(),
  };
}
