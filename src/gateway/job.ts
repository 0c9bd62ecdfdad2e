import type { Admission } from '../access/access.ts';
import type { LlmRequest } from '../core/llm.ts';
import type { RouteConfig } from '../config/types.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ClientStream } from './client-stream.ts';
import type { Gateway } from './gateway.ts';
import type { RequestTrace } from './request-trace.ts';
import type { Route } from './routing-table.ts';
import type { Runtime } from './runtime.ts';
import type { RequestWishes } from './wishes.ts';

/** One admitted request on its way. */
export interface Job {
  readonly gateway: Gateway;
  /** The configuration the request began under: a reload does not change it half-way. */
  readonly runtime: Runtime;
  readonly exchange: Exchange;
  readonly request: LlmRequest;
  readonly route: Route;
  readonly wishes: RequestWishes;
  readonly trace: RequestTrace;
  /** What the configuration says about this route. */
  readonly routeConfig: RouteConfig;
  /** The caller's place, and what its answers are to carry; null where nobody counts. */
  readonly admission: Admission | null;
  /** The client's stream; null for a whole answer. */
  readonly client: ClientStream | null;
}

/** What is left of the time the request gave itself; no limit where it gave none. */
export function timeLeftMs({ wishes, gateway, exchange }: Job): number {
  if (wishes.timeoutMs === null) return Infinity;
  return Math.max(0, wishes.timeoutMs - (gateway.clock.now() - exchange.startedAt));
}
