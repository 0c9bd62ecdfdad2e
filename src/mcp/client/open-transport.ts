import {
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import type { Clock } from '../../core/clock.ts';
import { createGuardedFetch } from '../../http/guarded-fetch.ts';
import type { McpServerDefinition, McpTransport } from '../server-definition.ts';
import type { McpSession } from '../tool.ts';
import { headersFor } from './auth-headers.ts';
import { checkCommand, serverEnvironment } from './command-policy.ts';
import { StdioTransport } from './stdio-transport.ts';
import { toFault } from './to-fault.ts';
import { Watchdog } from './watchdog.ts';

/** How a way to a server is opened. */
export interface TransportOptions {
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
}

/** A way to a server on which nothing was said yet. */
export interface OpenTransport {
  readonly kind: McpSession['transport'];
  readonly transport: Transport;
  /** Why the server ended, if it did. */
  readonly ending: () => string | null;
  /** Nothing is left when it resolves. */
  readonly close: () => Promise<void>;
}

const watchdog = new Watchdog();

/** Makes the way to a program: it is started when the transport is. Throws `McpFault` for one that is not listed. */
export function openProgram(
  { command, args, env }: Extract<McpTransport, { kind: 'stdio' }>,
  options: TransportOptions,
): OpenTransport {
  checkCommand(command, options.allowedCommands);
  const own = Object.entries(env).map(([name, value]) => [name, value.reveal()] as const);
  const environment = serverEnvironment(options.environment, Object.fromEntries(own));
  const transport = new StdioTransport({
    command: { command, args, environment },
    clock: options.clock,
    watchdog,
    onStderr: options.onStderr ?? (() => {}),
  });
  return {
    ...{ kind: 'stdio', transport },
    close: () => transport.close(),
    ending: () => transport.ending,
  };
}

/** Makes the way to an address, with the headers it wants. Throws `McpFault`. */
export async function openAddress(
  definition: McpServerDefinition,
  kind: 'http' | 'sse',
  options: TransportOptions,
): Promise<OpenTransport> {
  if (definition.transport.kind === 'stdio') throw new TypeError('a program has no address');
  const { connectTimeoutMs, clock } = options;
  const guarded = createGuardedFetch({ connectTimeoutMs });
  const limit = new AbortController();
  const timer = clock.setTimer(connectTimeoutMs, () => limit.abort());
  const close = (): Promise<void> => guarded.close();
  try {
    const headers = await headersFor(definition, {
      passedHeaders: options.passedHeaders ?? {},
      fetch: guarded.fetch,
      signal: limit.signal,
    });
    const parts = { requestInit: { headers }, fetch: guarded.fetch };
    const url = new URL(definition.transport.url);
    const transport =
      kind === 'http'
        ? new StreamableHTTPClientTransport(url, parts)
        : new SSEClientTransport(url, parts);
    return { kind, transport, close, ending: () => null };
  } catch (thrown) {
    await close();
    throw toFault(thrown, { ending: null, isAborted: options.signal?.aborted === true });
  } finally {
    timer.cancel();
  }
}
