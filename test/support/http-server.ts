import { systemClock } from '../../src/core/clock.ts';
import type { ExchangeHandler } from '../../src/http/exchange.ts';
import { createServer, type HttpServer, type ServerLimits } from '../../src/http/server.ts';
import type { TlsMaterial } from '../../src/http/tls-material.ts';

/** Limits that no test meets by accident. */
export const ROOMY_LIMITS: ServerLimits = {
  maxConnections: 1_000,
  maxHeaderBytes: 16_384,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 60_000,
  keepAliveTimeoutMs: 30_000,
  streamBufferBytes: 65_536,
};

/** A server that listens on a free loopback port. */
export interface ListeningServer {
  readonly port: number;
  readonly server: HttpServer;
  /** What `onFault` was told. */
  readonly faults: readonly unknown[];
  stop(): void;
}

/** What a test may change. */
export interface ListeningOptions {
  readonly limits?: Partial<ServerLimits>;
  readonly tls?: TlsMaterial;
}

/** Serves a handler with the real server. */
export async function listenWith(
  handler: ExchangeHandler,
  options: ListeningOptions = {},
): Promise<ListeningServer> {
  const faults: unknown[] = [];
  const server = createServer({
    limits: { ...ROOMY_LIMITS, ...options.limits },
    tls: options.tls ?? null,
    clock: systemClock,
    handler,
    onFault: (fault) => void faults.push(fault),
  });
  const { port } = await server.listen('127.0.0.1', 0);
  return { port, server, faults, stop: () => server.destroy() };
}

/** Resolves once the condition holds; looks once a turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turns(1);
}

/** Lets the event loop go round. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}
