import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { startCli, type CliProcess, type CliResult } from '../support/run-cli.ts';
import { makeTempDir, removeTempDir } from '../support/server-process.ts';

/** The key of every gateway that is started here, unless its configuration has another. */
export const MASTER_KEY = 'sk-e2e-of-the-tests-0123456789';

/** How to start the program. */
export interface ServeOptions {
  /** Further arguments of `serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The process is ended after this; 120 s unless told. */
  readonly timeoutMs?: number;
  /** Further files of the folder that holds the configuration. */
  readonly files?: Readonly<Record<string, unknown>>;
}

/** A folder with a configuration. */
export interface Folder {
  readonly path: string;
  /** Writes a file in place: text as it is, anything else as YAML. Gives its path. */
  write(name: string, content: unknown): string;
  /** Replaces a file by a rename, as careful editors do. */
  replace(name: string, content: unknown): void;
  remove(): void;
}

/** The program, serving. */
export interface Served {
  readonly origin: string;
  readonly port: number;
  readonly folder: Folder;
  readonly cli: CliProcess;
  /** `fetch` with the master key, unless `headers` say otherwise. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Posts JSON with the master key. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  /** Ends it, waits until it has ended, and removes the folder. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
}

/** Makes an empty folder for a configuration. */
export function makeFolder(files: Readonly<Record<string, unknown>> = {}): Folder {
  const path = makeTempDir('llmgw-e2e-');
  const write = (name: string, content: unknown): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : stringify(content));
    return file;
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    path,
    write,
    replace: (name, content) => renameSync(write(`${name}.new`, content), join(path, name)),
    remove: () => removeTempDir(path),
  };
}

/** Starts `llmgw serve` on a free port with this configuration; resolves once it is ready. */
export async function serve(config: unknown, options: ServeOptions = {}): Promise<Served> {
  const folder = makeFolder({ 'config.yaml': config, ...options.files });
  const cli = await startCli(['serve', '--port', '0', ...(options.args ?? [])], {
    cwd: folder.path,
    env: { LITELLM_MASTER_KEY: MASTER_KEY, ...options.env },
    timeoutMs: options.timeoutMs ?? 120_000,
  });
  const [, origin = ''] = await cli.until(/"url":"([^"]+)"/);
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(origin + path, { ...init, headers: withKey(init.headers) });
  return {
    ...{ origin, port: Number(new URL(origin).port), folder, cli, get },
    post: (path, body, init = {}) =>
      get(path, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: {
          'content-type': 'application/json',
          ...Object.fromEntries(new Headers(init.headers)),
        },
      }),
    async stop(signal = 'SIGTERM') {
      cli.signal(signal);
      const result = await cli.ended;
      folder.remove();
      return result;
    },
  };
}

/** The body of a chat call. */
export function chatCall(model: string, extra: Readonly<Record<string, unknown>> = {}): object {
  return { model, messages: [{ role: 'user', content: 'Hello' }], ...extra };
}

/** An OpenAI-compatible deployment at this upstream. */
export function openaiAt(
  origin: string,
  model: string,
  extra: Readonly<Record<string, unknown>> = {},
): object {
  return { model: `openai/${model}`, api_base: `${origin}/v1`, api_key: 'sk-upstream', ...extra };
}

function withKey(headers: RequestInit['headers']): Headers {
  const all = new Headers(headers);
  if (!all.has('authorization')) all.set('authorization', `Bearer ${MASTER_KEY}`);
  return all;
}
