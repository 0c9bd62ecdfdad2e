import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GlobalOptions } from '../src/cli/global-options.ts';
import type { Io } from '../src/cli/io.ts';
import { parseDotenv } from '../src/config/dotenv.ts';
import { LlmgwError, messageOf } from '../src/core/errors.ts';
import type { Finding } from '../src/diagnostics/finding.ts';

/** The environment a command sees: env files below the process's own variables. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Files that were read, for watching. */
  readonly files: readonly string[];
  readonly findings: readonly Finding[];
}

/** Where the environment of a command comes from; read anew each time it is asked for. */
export class EnvironmentFiles {
  readonly #io: Io;
  readonly #options: GlobalOptions;
  #preloaded: readonly string[] | null = null;

  constructor(io: Io, options: GlobalOptions) {
    this.#io = io;
    this.#options = options;
  }

  /** Reads `.env` of the working directory, or the files that `--env-file` names. */
  read(): Environment {
    const named = this.#options.envFiles;
    const files = named.length > 0 ? [...named] : defaultEnvFiles(this.#io.cwd);
    const findings: Finding[] = [];
    const values: Record<string, string | undefined> = {};
    for (const file of files) {
      const parsed = parseDotenv(readText(file), file);
      Object.assign(values, parsed.values);
      findings.push(...parsed.findings);
    }
    const fromFiles = new Set(named.length > 0 ? this.#takenByNode(values) : []);
    const own = Object.entries(this.#io.env).filter(([name]) => !fromFiles.has(name));
    return { variables: { ...values, ...Object.fromEntries(own) }, files, findings };
  }

  /**
   * Node 20 reads the file of an `--env-file` flag itself, also behind the script's name. What it
   * took from there is not the process's own: a reload must be able to change it.
   */
  #takenByNode(values: Readonly<Record<string, string | undefined>>): readonly string[] {
    this.#preloaded ??= Object.keys(values).filter((name) => this.#io.env[name] === values[name]);
    return this.#preloaded;
  }
}

function defaultEnvFiles(cwd: string): string[] {
  const file = join(cwd, '.env');
  return existsSync(file) ? [file] : [];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read the env file: ${messageOf(cause)}`, {
      where: file,
      hint: 'check the path given with --env-file',
      cause,
    });
  }
}
