import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createContext } from '../../commands/context.ts';
import { commands } from '../../commands/registry.ts';
import { main } from '../../src/cli/main.ts';
import { fillSample } from '../../src/security/secrets/make-key.ts';
import { captureIo } from './io.ts';

/** How a check ended. */
export interface CheckEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from a run without a terminal and without input. */
export interface CheckOptions {
  readonly stdin?: string;
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Below the folder. */
  readonly cwd?: string;
}

const GIT_ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** A folder with files to be checked. */
export class ScanFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'llmgw-check-'));
  readonly env: Readonly<Record<string, string>> = { PATH: process.env['PATH'] ?? '', ...GIT_ENV };

  /** `{{groq}}` in a text becomes a key of that form. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(fillSample(files))) this.write(name, text);
  }

  write(name: string, content: string | Buffer, mode = 0o600): this {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return this;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  mode(name: string): number {
    return statSync(join(this.path, name)).mode & 0o777;
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', [...args], {
      cwd: this.path,
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  /** A repository with everything committed. */
  commit(message = 'all'): this {
    this.git('init', '-q', '.');
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this;
  }

  /** Runs `llmgw check-security ARGS…` there, within this process. */
  async check(args: readonly string[] = [], options: CheckOptions = {}): Promise<CheckEnd> {
    const { cwd = '', env = {}, ...rest } = options;
    const captured = captureIo({
      ...rest,
      env: { ...this.env, ...env },
      cwd: join(this.path, cwd),
    });
    const code = await main(['check-security', ...args], captured.io, commands, createContext);
    return { code, stdout: captured.stdout(), stderr: captured.stderr() };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A finding of a JSON report, as far as tests ask. */
export interface JsonFinding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly file: string; readonly start: { readonly line: number } };
}

/** The findings of a JSON report as `LGW211 config.yaml:10`. */
export function placesIn({ stdout }: CheckEnd): readonly string[] {
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly JsonFinding[] };
  return diagnostics.map(({ code, range }) => `${code} ${range.file}:${range.start.line}`);
}

/** A configuration with one critical finding, LGW211, which has a safe fix. */
export const OPEN_CONFIG = `general_settings:
  pass_through_endpoints:
    - path: /rerank
      target: https://api.example.com/rerank
      auth: false # for now
`;

/** The same, mended. */
export const SAFE_CONFIG = OPEN_CONFIG.replace('auth: false', 'auth: true');

/** Only that rule, whatever others would say of so short a configuration. */
export const ONE_RULE = ['--rule', 'LGW211'];
