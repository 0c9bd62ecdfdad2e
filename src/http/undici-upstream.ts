import { buildConnector, Pool, type Dispatcher } from 'undici';
import { markStaleErrors } from './socket-use.ts';
import type { UpstreamCall, UpstreamClient, UpstreamHandler, UpstreamRequest } from './upstream.ts';
import { UpstreamExchange } from './upstream-exchange.ts';

/** Settings of all pools. */
export interface UpstreamOptions {
  readonly maxHeaderBytes: number;
  /** Idle sockets are closed after this, unless the upstream names a shorter time. */
  readonly keepAliveTimeoutMs: number;
  /** Sockets to one origin; more requests wait in the pool. */
  readonly maxSockets: number;
}

const DEFAULTS: UpstreamOptions = {
  maxHeaderBytes: 32_768,
  keepAliveTimeoutMs: 30_000,
  maxSockets: 4_096,
};

/** An upstream client over undici's pools, one per origin and connect timeout. */
export function createUpstreamClient(options: Partial<UpstreamOptions> = {}): UpstreamClient {
  const settings = { ...DEFAULTS, ...options };
  const pools = new Map<string, Pool>();

  function poolOf(request: UpstreamRequest): Pool {
    const key =
      request.connectTimeoutMs === 5_000
        ? request.origin
        : `${request.connectTimeoutMs} ${request.origin}`;
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = createPool(request, settings);
      pools.set(key, pool);
    }
    return pool;
  }

  return {
    send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
      const exchange = new UpstreamExchange(request.origin, handler);
      poolOf(request).dispatch(dispatchOptions(request), exchange);
      return exchange;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

function createPool(request: UpstreamRequest, settings: UpstreamOptions): Pool {
  return new Pool(request.origin, {
    connections: settings.maxSockets,
    pipelining: 1,
    maxHeaderSize: settings.maxHeaderBytes,
    keepAliveTimeout: settings.keepAliveTimeoutMs,
    // The gateway's own deadlines rule; two clocks for one limit would race.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: createConnector(request.connectTimeoutMs),
  });
}

function createConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, noDelay: true });
  return (target, done) =>
    connect(target, (...result) => {
      const [, socket] = result;
      if (socket) markStaleErrors(socket);
      done(...result);
    });
}

function dispatchOptions(request: UpstreamRequest): Dispatcher.DispatchOptions {
  return {
    path: request.path,
    method: request.method,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- undici reads it, its type forgets to say so
    headers: request.headers as string[],
    body: request.body,
    // A POST to a model is never repeated behind our back.
    idempotent: false,
    blocking: false,
  };
}
