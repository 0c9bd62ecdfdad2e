import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import type { Clock } from '../core/clock.ts';
import { createGuardedFetch } from '../http/guarded-fetch.ts';
import { headersFor, withoutUserinfo } from './client/auth-headers.ts';
import { ClientSession } from './client/client-session.ts';
import { checkCommand, serverEnvironment } from './client/command-policy.ts';
import { StdioTransport } from './client/stdio-transport.ts';
import { toFault } from './client/to-fault.ts';
import { Watchdog } from './client/watchdog.ts';
import type { McpServerDefinition, McpTransport } from './server-definition.ts';
import { McpFault, type McpSession } from './tool.ts';

/** How a server is connected with. */
export interface ConnectOptions {
  /** How we introduce ourselves. */
  readonly version: string;
  readonly clock: Clock;
  /** For starting it and the first exchange. */
  readonly connectTimeoutMs: number;
  /** What the environment of a stdio server is made of; only a few variables are taken from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Programs that a stdio server may be started with. */
  readonly allowedCommands: readonly string[];
  /** Headers of a caller; only those that the server is registered with are passed on. */
  readonly passedHeaders?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** A line the server wrote to standard error. */
  readonly onStderr?: (line: string) => void;
  /** A log message of the server. */
  readonly onLog?: (level: string, text: string) => void;
  /** The server has other tools than before. */
  readonly onToolsChanged?: () => void;
}

const MOST_PAGES = 200;
const watchdog = new Watchdog();

/**
 * Connects with a server: starts the program, or opens the address. Throws `McpFault`; nothing is left running
 * then. The session must be closed.
 */
export async function connectServer(
  definition: McpServerDefinition,
  options: ConnectOptions,
): Promise<McpSession> {
  if (definition.unusable !== null) throw new McpFault('refused', definition.unusable);
  const { transport } = definition;
  if (transport.kind === 'stdio') return connectProgram(transport, options);
  if (transport.kind !== 'auto') return connectAddress(definition, transport.kind, options);
  try {
    return await connectAddress(definition, 'http', options);
  } catch (thrown) {
    if (!isOldServer(thrown)) throw thrown;
    return connectAddress(definition, 'sse', options);
  }
}

/** Servers of the older transport answer the newer one's first request with a client error. */
function isOldServer(thrown: unknown): boolean {
  return thrown instanceof McpFault && /HTTP 4(?:00|04|05|06|15)\b/.test(thrown.message);
}

async function connectProgram(
  { command, args, env }: Extract<McpTransport, { kind: 'stdio' }>,
  options: ConnectOptions,
): Promise<McpSession> {
  checkCommand(command, options.allowedCommands);
  const own = Object.entries(env).map(([name, value]) => [name, value.reveal()] as const);
  const environment = serverEnvironment(options.environment, Object.fromEntries(own));
  const transport = new StdioTransport({
    command: { command, args, environment },
    clock: options.clock,
    watchdog,
    onStderr: options.onStderr ?? (() => {}),
  });
  const close = (): Promise<void> => transport.close();
  return open({ kind: 'stdio', transport, close, ending: () => transport.ending }, options);
}

async function connectAddress(
  definition: McpServerDefinition,
  kind: 'http' | 'sse',
  options: ConnectOptions,
): Promise<McpSession> {
  const { transport: registered } = definition;
  if (registered.kind === 'stdio') throw new TypeError('a program has no address');
  const { connectTimeoutMs, signal } = options;
  const guarded = createGuardedFetch({ connectTimeoutMs });
  const over = new AbortController();
  const close = async (): Promise<void> => {
    over.abort();
    await guarded.close();
  };
  const connecting = async (): Promise<McpSession> => {
    const headers = await headersFor(definition, {
      passedHeaders: options.passedHeaders ?? {},
      fetch: guarded.fetch,
      signal: over.signal,
    });
    const parts = { requestInit: { headers }, fetch: guarded.fetch };
    const url = withoutUserinfo(registered.url);
    const transport =
      kind === 'http'
        ? new StreamableHTTPClientTransport(url, parts)
        : new SSEClientTransport(url, parts);
    over.signal.addEventListener('abort', () => void transport.close());
    return open({ kind, transport, close, ending: () => null }, options);
  };
  try {
    return await withinLimit(connecting(), options);
  } catch (thrown) {
    await close();
    throw toFault(thrown, { ending: null, isAborted: signal?.aborted === true });
  }
}

/** The library waits for the first event of a stream as long as it takes, whatever it is told. */
async function withinLimit<T>(
  work: Promise<T>,
  { clock, connectTimeoutMs, signal }: ConnectOptions,
): Promise<T> {
  let leave = (_fault: McpFault): void => {};
  const left = new Promise<never>((_resolve, reject) => {
    leave = reject;
  });
  const late = (): void => leave(new McpFault('timeout', 'it did not answer in time'));
  const gone = (): void => leave(new McpFault('cancelled', 'it was cancelled'));
  const timer = clock.setTimer(connectTimeoutMs, late);
  signal?.addEventListener('abort', gone, { once: true });
  if (signal?.aborted === true) gone();
  // What nobody waits for any more may fail unheard.
  work.catch(() => {});
  try {
    return await Promise.race([work, left]);
  } finally {
    timer.cancel();
    signal?.removeEventListener('abort', gone);
  }
}

interface Opening {
  readonly kind: McpSession['transport'];
  readonly transport: Transport;
  readonly ending: () => string | null;
  readonly close: () => Promise<void>;
}

/** The first exchange: both sides say who they are. */
async function open(
  { kind, transport, ending, close }: Opening,
  { version, connectTimeoutMs, signal, ...events }: ConnectOptions,
): Promise<McpSession> {
  const client = new Client(
    { name: 'llmgw', version },
    { capabilities: {}, listMaxPages: MOST_PAGES },
  );
  client.setNotificationHandler('notifications/message', ({ params }) => {
    events.onLog?.(
      params.level,
      typeof params.data === 'string' ? params.data : JSON.stringify(params.data),
    );
  });
  client.setNotificationHandler('notifications/tools/list_changed', () =>
    events.onToolsChanged?.(),
  );
  const end = async (): Promise<void> => {
    await client.close().catch(() => {});
    await close();
  };
  try {
    const limits = { timeout: connectTimeoutMs, maxTotalTimeout: connectTimeoutMs };
    await client.connect(transport, { ...limits, ...(signal && { signal }) });
  } catch (thrown) {
    const context = { ending: ending(), isAborted: signal?.aborted === true };
    await end();
    throw toFault(thrown, context);
  }
  return new ClientSession({
    client,
    transport: kind,
    timeoutMs: connectTimeoutMs,
    ending,
    close: end,
  });
}
