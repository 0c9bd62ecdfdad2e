import { Client } from '@modelcontextprotocol/client';
import { ClientSession } from './client/client-session.ts';
import { openAddress } from './client/open-address.ts';
import { openProgram, type OpenTransport, type TransportOptions } from './client/open-program.ts';
import { toFault } from './client/to-fault.ts';
import type { McpServerDefinition } from './server-definition.ts';
import { McpFault, type McpSession } from './tool.ts';

/** How a server is connected with. */
export interface ConnectOptions extends TransportOptions {
  /** How we introduce ourselves. */
  readonly version: string;
  /** A program that was started before; it is closed with the session. */
  readonly way?: OpenTransport | null;
  /** A log message of the server. */
  readonly onLog?: (level: string, text: string) => void;
  /** The server has other tools than before. */
  readonly onToolsChanged?: () => void;
}

const MOST_PAGES = 200;

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
  if (transport.kind === 'stdio') {
    return open(options.way ?? openProgram(transport, options), options);
  }
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

async function connectAddress(
  definition: McpServerDefinition,
  kind: 'http' | 'sse',
  options: ConnectOptions,
): Promise<McpSession> {
  return open(await openAddress(definition, kind, options), options);
}

/** The first exchange: both sides say who they are. */
async function open(
  { kind, transport, ending, close }: OpenTransport,
  { version, clock, connectTimeoutMs, signal, ...events }: ConnectOptions,
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
    const connecting = client.connect(transport, { ...limits, ...(signal && { signal }) });
    await withinLimit(connecting, { clock, connectTimeoutMs, ...(signal && { signal }) });
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

/** The library waits for the first event of a stream as long as it takes, whatever it is told. */
async function withinLimit<T>(
  work: Promise<T>,
  {
    clock,
    connectTimeoutMs,
    signal,
  }: Pick<ConnectOptions, 'clock' | 'connectTimeoutMs' | 'signal'>,
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
