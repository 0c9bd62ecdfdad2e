import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';

/** Names LiteLLM users give the file, most usual first. */
const USUAL_NAMES = ['config.yaml', 'litellm_config.yaml', 'proxy_config.yaml'];

/** The configuration to serve and how it was found. */
export interface FoundConfig {
  readonly file: string;
  readonly origin: 'given' | 'found' | 'built-in';
}

/**
 * The file that was named (it need not exist: loading says so), else the first usual name in the
 * working directory, else the one that ships with the program.
 */
export function findConfig(cwd: string, given: string | null): FoundConfig {
  if (given !== null) return { file: resolve(cwd, given), origin: 'given' };
  for (const name of USUAL_NAMES) {
    const file = join(cwd, name);
    if (existsSync(file)) return { file, origin: 'found' };
  }
  return { file: shippedConfig(), origin: 'built-in' };
}

/** Beside `dist/` in a checkout and in an installed package alike. */
function shippedConfig(): string {
  const candidates = ['../config.yaml', '../../config.yaml'];
  const files = candidates.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? files[0] ?? 'config.yaml';
}
