import type { Transport } from '@modelcontextprotocol/client';
import type { Clock } from '../../core/clock.ts';
import type { McpTransport } from '../server-definition.ts';
import type { McpSession } from '../tool.ts';
import { checkCommand, serverEnvironment } from './command-policy.ts';
import { StdioTransport } from './stdio-transport.ts';
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

/** A way to a program. */
export interface OpenProgram extends OpenTransport {
  readonly transport: StdioTransport;
}

/**
 * Makes the way to a program, which is started when the transport is, or before. Throws `McpFault` for one that is
 * not listed.
 */
export function openProgram(
  { command, args, env }: Extract<McpTransport, { kind: 'stdio' }>,
  options: TransportOptions,
): OpenProgram {
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
