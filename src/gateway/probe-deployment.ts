import { scanTopLevel } from '../core/json-scan.ts';
import type { LlmRequest, Operation } from '../core/llm.ts';
import type { Deployment } from './deployment.ts';
import type { Gateway } from './gateway.ts';
import { permitAnyway } from './held-permit.ts';
import type { Job } from './job.ts';
import { MemoryExchange } from './memory-exchange.ts';
import { RequestTrace } from './request-trace.ts';
import { runAttempt } from './run-attempt.ts';
import { operationOfMode, SMALL_BODIES } from './small-request.ts';
import { routeConfigOf } from './runtime.ts';
import { clientError } from './client-error.ts';

const PROBE_TIMEOUT_MS = 30_000;

/** Sends one small real call; null when it was answered, else why not. */
export async function probeDeployment(
  gateway: Gateway,
  deployment: Deployment,
): Promise<string | null> {
  const operation = operationOfMode(deployment.config.mode);
  if (operation === null) return null;
  const model = probeModel(deployment);
  if (model === null) return 'a wildcard needs model_info.health_check_model to be probed';
  const exchange = new MemoryExchange(gateway.clock.now());
  const candidate = { deployment, model };
  const route = { group: deployment.group, candidates: [candidate] };
  const { runtime } = gateway;
  const request = probeRequest(operation, model);
  const job: Job = {
    gateway,
    runtime,
    exchange,
    request,
    route,
    wishes: { numRetries: 0, timeoutMs: PROBE_TIMEOUT_MS, streamTimeoutMs: null },
    trace: new RequestTrace(deployment.group),
    admission: null,
    routeConfig: routeConfigOf(runtime.config, deployment.group),
    client: null,
  };
  const permit = permitAnyway(candidate, request, { hasPlace: false });
  const outcome = await runAttempt({ job, route, hasElsewhere: false, race: null }, permit);
  return 'failure' in outcome ? clientError(outcome.failure).message : null;
}

function probeModel({ config }: Deployment): string | null {
  const named = config.modelInfo['health_check_model'];
  if (typeof named === 'string') return named.slice(named.indexOf('/') + 1);
  return config.model.includes('*') ? null : config.model;
}

function probeRequest(operation: Operation, model: string): LlmRequest {
  const json = { model, ...SMALL_BODIES[operation] };
  const body = Buffer.from(JSON.stringify(json));
  const { spans } = scanTopLevel(body);
  return { operation, model, stream: false, includeUsage: false, body, json, spans };
}
