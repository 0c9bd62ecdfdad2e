import { activate } from '../../src/gateway/runtime.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createRequestSinks } from '../../commands/serve/request-sinks.ts';
import { loadGateway } from '../../commands/serve/load-gateway.ts';
import type { ServeOptions } from '../../commands/serve/serve-options.ts';
import { CommandContext } from '../../commands/context.ts';
import type { GlobalOptions } from '../../src/cli/global-options.ts';
import { withColor } from '../../src/cli/io.ts';
import { DeadlineWatch } from '../../src/core/deadline-watch.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { UsageRecorder, type RequestRecord } from '../../src/gateway/record-usage.ts';
import type { ServerLimits } from '../../src/http/server.ts';
import { createApp } from '../../src/routes/app.ts';
import type { ServiceCheck } from '../../src/routes/health.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { listenWith, type ListeningServer } from './http-server.ts';
import { captureIo, type CapturedIo, type CaptureOptions } from './io.ts';
import { makeTempDir, removeTempDir } from './server-process.ts';

/** The key of every gateway in tests. */
export const MASTER_KEY = 'sk-of-the-tests-0123456789';

/** What `llmgw serve` was asked to do, as far as a test says. */
export function serveOptions(options: Partial<ServeOptions> = {}): ServeOptions {
  return {
    host: '127.0.0.1',
    port: 0,
    dev: false,
    skipBroken: false,
    allowUnsetEnv: false,
    tlsCert: null,
    tlsKey: null,
    drainTimeoutMs: null,
    watch: false,
    ...options,
  };
}

/** A command's context in a folder of its own, and what it says. */
export interface Workplace {
  readonly dir: string;
  readonly captured: CapturedIo;
  readonly context: CommandContext;
  /** Writes a file into the folder and gives its path. */
  write(name: string, content: unknown): string;
  /** Closes what the context opened and removes the folder. */
  leave(): Promise<void>;
}

/** Makes a folder and a context whose working directory it is. */
export function enterWorkplace(
  capture: CaptureOptions = {},
  options: Partial<GlobalOptions> = {},
): Workplace {
  const dir = makeTempDir('llmgw-test-');
  const captured = captureIo({ cwd: dir, ...capture });
  const context = new CommandContext(withColor(captured.io, 'never'), {
    config: null,
    envFiles: [],
    color: 'never',
    quiet: false,
    verbosity: 0,
    json: false,
    ...options,
  });
  return {
    dir,
    captured,
    context,
    write(name, content) {
      const file = join(dir, name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, typeof content === 'string' ? content : stringify(content));
      return file;
    },
    async leave() {
      await context.close();
      removeTempDir(dir);
    },
  };
}

/** What an app is made of. */
export interface AppOptions {
  readonly services?: readonly ServiceCheck[];
  readonly limits?: Partial<ServerLimits>;
  readonly serve?: Partial<ServeOptions>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway that listens on loopback. */
export interface RunningApp extends ListeningServer {
  readonly origin: string;
  readonly gateway: Gateway;
  /** One for each request to a model. */
  readonly records: readonly RequestRecord[];
  /** `fetch` with the master key, unless `headers` say otherwise. */
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Posts JSON with the master key. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Serves a configuration with the real server, routes and gateway. */
export async function startApp(config: object, options: AppOptions = {}): Promise<RunningApp> {
  const place = enterWorkplace({ env: options.env ?? {} });
  const gateway = openGateway(place, config, options);
  const records: RequestRecord[] = [];
  gateway.recorder.addSink((batch) => void records.push(...batch));
  const silent = await createLogger({
    level: 'silent',
    pretty: false,
    stream: { write: () => true },
  });
  const metrics = createRequestSinks(silent, gateway);
  const parts = { gateway, services: options.services ?? [], metrics, version: '0.0.0-test' };
  const listening = await listenWith(createApp(parts), options);
  const origin = `http://127.0.0.1:${listening.port}`;
  const get = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(origin + path, { headers: { authorization: `Bearer ${MASTER_KEY}` }, ...init });
  return {
    ...listening,
    origin,
    gateway,
    records,
    get,
    post: (path, body, init = {}) =>
      get(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          authorization: `Bearer ${MASTER_KEY}`,
          'content-type': 'application/json',
          ...Object.fromEntries(new Headers(init.headers)),
        },
      }),
    async close() {
      listening.server.destroy();
      await place.leave();
    },
  };
}

function openGateway(place: Workplace, config: object, options: AppOptions): Gateway {
  const general = {
    master_key: MASTER_KEY,
    ...('general_settings' in config ? (config.general_settings as object) : {}),
  };
  const file = place.write('config.yaml', { ...config, general_settings: general });
  const { context } = place;
  const breakers = context.breakers();
  breakers.start();
  const loaded = loadGateway({
    context,
    options: serveOptions(options.serve),
    file,
    previous: null,
    breakers,
    findKey: () => null,
    stored: null,
  });
  if (loaded.ready === null) throw new Error(JSON.stringify(loaded.findings, null, 2));
  activate(loaded.ready.runtime);
  return {
    runtime: loaded.ready.runtime,
    draining: false,
    upstream: context.upstream(),
    clock: context.clock,
    watch: new DeadlineWatch(context.clock),
    recorder: new UsageRecorder(),
    breakers,
    access: null,
    billing: null,
    random: Math.random,
  };
}
