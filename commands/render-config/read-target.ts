import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { loadConfig } from '../../src/config/load.ts';
import { flattenValues, type ConfigValues } from '../../src/config/render/flatten-values.ts';
import { readFileFromDisk, type ReadFile } from '../../src/config/read-source.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { getJson } from '../../src/http/post-json.ts';
import { CONFIG_VALUES_SCHEMA } from '../../src/routes/config-values.ts';
import type { CommandContext } from '../context.ts';
import { gatewayKey } from '../gateway-key.ts';
import { PROVIDER_CATALOGUE } from '../read-gateway-config.ts';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** What the configuration is compared with. */
export interface DiffTarget {
  /** `running`, a file, or a git reference. */
  readonly target: string;
  /** The configuration's own path: a git reference means this file as it was. */
  readonly file: string;
  readonly url: URL;
}

/** The values of the other side. */
export async function readTarget(context: CommandContext, at: DiffTarget): Promise<ConfigValues> {
  if (at.target === 'running') return askRunning(context, at.url);
  const other = resolve(context.io.cwd, at.target);
  if (existsSync(other)) return loadValues(context, other, readFileFromDisk);
  const texts = await readRevision(at.target, at.file);
  return loadValues(context, at.file, (path) =>
    path === at.file ? texts : readFileFromDisk(path),
  );
}

/** The values of a file, whatever else is wrong with it; throws when nothing can be made of it. */
export function loadValues(
  context: CommandContext,
  file: string,
  readFile: ReadFile = readFileFromDisk,
): ConfigValues {
  const env = context.environment().variables;
  const options = {
    file,
    env,
    providers: PROVIDER_CATALOGUE,
    allowUnsetEnv: true,
    skipBroken: true,
  };
  const { root } = loadConfig(options, readFile);
  if (root !== null) return flattenValues(root);
  throw new LlmgwError('E_CONFIG', 'the configuration cannot be read', {
    where: file,
    hint: `llmgw validate-config ${file}`,
  });
}

async function readRevision(reference: string, file: string): Promise<string> {
  const folder = dirname(file);
  if (reference.startsWith('-')) throw noTarget(reference);
  // `./` makes git read the path as one of this folder.
  const spec = `${reference}:./${relative(folder, file)}`;
  const { exitCode, stdout } = await execa('git', ['show', '--end-of-options', spec], {
    cwd: folder,
    reject: false,
    timeout: TIMEOUT_MS,
    stdin: 'ignore',
    stripFinalNewline: false,
  });
  if (exitCode === 0) return stdout;
  throw noTarget(reference);
}

function noTarget(target: string): LlmgwError {
  return new LlmgwError(
    'E_NO_INPUT',
    `\`${target}\` is neither a file nor a git reference that has this file`,
    {
      where: '--diff',
      hint: 'name `running`, a file, or a reference such as HEAD~1',
    },
  );
}

async function askRunning(context: CommandContext, base: URL): Promise<ConfigValues> {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/config/values`;
  const key = gatewayKey(context);
  const headers = key === null ? [] : ['authorization', `Bearer ${key.reveal()}`];
  const get = { url, headers, timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES };
  const answer = await getJson(context.upstream(), context.clock, get);
  const where = url.origin;
  if (answer.kind === 'fault') {
    throw new LlmgwError('E_UNREACHABLE', `the gateway did not answer: ${answer.message}`, {
      where,
      hint: 'check the address given with --url, and that the gateway runs',
    });
  }
  const values = answer.status === 200 ? valuesOf(answer.text) : null;
  if (values !== null) return values;
  if (answer.status === 401 || answer.status === 403) {
    throw new LlmgwError('E_AUTH_REQUIRED', `the gateway wants its master key (${answer.status})`, {
      where,
      hint: 'put it into LLMGW_KEY or LITELLM_MASTER_KEY',
    });
  }
  throw new LlmgwError('E_REMOTE', `the gateway did not say what it runs with (${answer.status})`, {
    where,
    hint: 'is it an llmgw of this version or a later one?',
  });
}

function valuesOf(text: string): ConfigValues | null {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null) return null;
  const { schema, values } = Object.fromEntries(Object.entries(answer));
  if (schema !== CONFIG_VALUES_SCHEMA || typeof values !== 'object' || values === null) return null;
  const entries = Object.entries(values).map(([path, value]) => [path, String(value)] as const);
  return Object.fromEntries(entries);
}
