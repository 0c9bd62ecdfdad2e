import { DeadlineWatch } from '../../src/core/deadline-watch.ts';
import type { LlmRequest, Operation } from '../../src/core/llm.ts';
import type { Access } from '../../src/access/access.ts';
import type { Billing } from '../../src/gateway/billing.ts';
import type { Job } from '../../src/gateway/job.ts';
import { callUpstream, type Delivery } from '../../src/gateway/call-upstream.ts';
import { ClientStream } from '../../src/gateway/client-stream.ts';
import type { Deployment } from '../../src/gateway/deployment.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { parseLlmRequest } from '../../src/gateway/parse-request.ts';
import type { KeyLookup } from '../../src/gateway/principal.ts';
import { UsageRecorder, type RequestRecord } from '../../src/gateway/record-usage.ts';
import { RequestTrace } from '../../src/gateway/request-trace.ts';
import type { Route } from '../../src/gateway/routing-table.ts';
import {
  activate,
  buildRuntime,
  routeConfigOf,
  type Runtime,
  type RuntimeSource,
} from '../../src/gateway/runtime.ts';
import { readWishes } from '../../src/gateway/wishes.ts';
import { createUpstreamClient } from '../../src/http/undici-upstream.ts';
import type { UpstreamClient, UpstreamRequest } from '../../src/http/upstream.ts';
import { MemoryStore } from '../../src/resilience/breaker/memory-store.ts';
import { BreakerRegistry } from '../../src/resilience/breaker/registry.ts';
import { findProvider, inferProvider } from '../../src/providers/registry.ts';
import { CapturedExchange, type CapturedRequest } from './captured-exchange.ts';
import { gatewayConfig, type ConfigParts } from './config-literals.ts';
import { turns } from './http-server.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a test gateway is made of. */
export interface GatewayParts extends ConfigParts {
  /** Default: the real client. Close the gateway then. */
  readonly upstream?: UpstreamClient;
  readonly random?: () => number;
  readonly findKey?: KeyLookup;
  readonly access?: Access;
  readonly billing?: Billing;
}

/** A request that went upstream, with the moment of the virtual clock. */
export interface SentRequest {
  readonly at: number;
  readonly request: UpstreamRequest;
}

/** A gateway without a server, on a clock that stands still. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly runtime: Runtime;
  readonly clock: VirtualClock;
  readonly sent: readonly SentRequest[];
  /** Complete requests, in order. */
  records(): readonly RequestRecord[];
  deployment(id?: string): Deployment;
  route(name?: string): Route;
  /** Throws when anything is still counted as under way. */
  assertIdle(): void;
  close(): Promise<void>;
}

/** Makes a gateway of literals. */
export function makeGateway(parts: GatewayParts = {}): TestGateway {
  const clock = new VirtualClock();
  const upstream = parts.upstream ?? createUpstreamClient();
  const random = parts.random ?? (() => 0);
  const breakers = new BreakerRegistry({ store: new MemoryStore(clock), clock, random });
  const runtime = makeRuntime(parts, { clock, breakers });
  const recorder = new UsageRecorder();
  const records: RequestRecord[] = [];
  recorder.addSink((batch) => void records.push(...batch));
  const sent: SentRequest[] = [];
  const gateway: Gateway = {
    runtime,
    draining: false,
    upstream: {
      send(request, handler) {
        sent.push({ at: clock.now(), request });
        return upstream.send(request, handler);
      },
      close: () => upstream.close(),
    },
    clock,
    watch: new DeadlineWatch(clock),
    recorder,
    breakers,
    access: parts.access ?? null,
    billing: parts.billing ?? null,
    random,
  };
  return {
    gateway,
    runtime,
    clock,
    sent,
    records() {
      recorder.flush();
      return records;
    },
    deployment: (id) => present(runtime.deployments.find((one) => (id ?? one.id) === one.id)),
    route: (name = 'group') => present(runtime.table.resolve(name)),
    assertIdle() {
      const busy = runtime.deployments.filter(
        ({ state }) => state.inFlight !== 0 || state.queue.running !== 0,
      );
      if (gateway.watch.size === 0 && busy.length === 0) return;
      const ids = busy.map(({ id, state }) => `${id}: ${state.inFlight}`).join(', ');
      throw new Error(`${gateway.watch.size} under way; in flight: ${ids}`);
    },
    close: () => upstream.close(),
  };
}

/** What outlives a runtime. */
type RuntimeBase = Pick<RuntimeSource, 'clock' | 'breakers'>;

/** A clock and breakers that nobody else has. */
export function runtimeBase(): RuntimeBase {
  const clock = new VirtualClock();
  const store = new MemoryStore(clock);
  return { clock, breakers: new BreakerRegistry({ store, clock, random: () => 0 }) };
}

/** Makes a runtime of literals; throws when a deployment cannot be used. */
export function makeRuntime(parts: GatewayParts = {}, of: RuntimeBase = runtimeBase()): Runtime {
  const { runtime, findings } = buildRuntime({
    config: gatewayConfig(parts),
    findProvider,
    inferProvider: (model) => inferProvider(model, null),
    env: () => undefined,
    findKey: parts.findKey ?? (() => Promise.resolve(null)),
    previous: null,
    version: '0.0.0',
    ...of,
  });
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('\n'));
  activate(runtime);
  return runtime;
}

/** A checked request; throws when the body is not one. */
export function llmRequest(
  body: Readonly<Record<string, unknown>> = {},
  operation: Operation = 'chat',
): LlmRequest {
  const full = { model: 'group', ...MINIMAL[operation], ...body };
  const bytes = Buffer.from(JSON.stringify(full));
  const request = parseLlmRequest(operation, bytes, { fromPath: null, forced: null });
  if ('status' in request) throw new Error(request.message);
  return request;
}

const MINIMAL: Readonly<Record<Operation, Readonly<Record<string, unknown>>>> = {
  chat: { messages: [{ role: 'user', content: 'hello' }] },
  completion: { prompt: 'hello' },
  embedding: { input: 'hello' },
  rerank: { query: 'hello', documents: ['one', 'two'] },
};

/** A request on its way into the gateway, and everything there is to see of it. */
export interface TestJob extends Job {
  readonly exchange: CapturedExchange;
}

/** Admits a request without a server in front. */
export function makeJob(
  test: TestGateway,
  request: LlmRequest = llmRequest(),
  captured: CapturedRequest = {},
): TestJob {
  const exchange = new CapturedExchange({ startedAt: test.clock.now(), ...captured });
  const route = test.route(request.model);
  const wishes = readWishes(exchange, request.json);
  const { gateway, runtime } = test;
  return {
    gateway,
    runtime,
    exchange,
    request,
    route,
    wishes,
    trace: new RequestTrace(route.group),
    admission: null,
    routeConfig: routeConfigOf(runtime.config, route.group, route.candidates[0]?.deployment.group),
    client: request.stream ? new ClientStream(exchange, runtime.config.llmgw.errorCode) : null,
  };
}

/** Calls upstream to the end; back-off passes in no time. */
export async function deliver(test: TestGateway, job: Job): Promise<Delivery> {
  return passingBackoff(test, callUpstream(job));
}

/**
 * Waits for a promise and lets virtual time pass whenever no call is under way: deadlines of calls
 * are never met by it, waits between calls are.
 */
export async function passingBackoff<T>(test: TestGateway, promise: Promise<T>): Promise<T> {
  const { clock, gateway } = test;
  const state = { done: false };
  const mark = (): void => void (state.done = true);
  void promise.then(mark, mark);
  while (!state.done) {
    await turns(1);
    if (!state.done && gateway.watch.size === 0) clock.advance(clock.nextInMs ?? 0);
  }
  return promise;
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('there is none of this name');
  return value;
}
