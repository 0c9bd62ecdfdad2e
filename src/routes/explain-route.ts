import type { ApiError } from '../core/api-error.ts';
import { suggest } from '../core/suggest.ts';
import { FAILURE_CLASSES, isFailureClass } from '../gateway/assumed-failure.ts';
import { completeRequest } from '../gateway/complete-request.ts';
import { explainRoute } from '../gateway/explain-route.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { badRequest, bodyRefusal } from '../gateway/refusals.ts';
import { sendError, sendJson } from '../gateway/respond.ts';
import type { RoutePlan } from '../gateway/route-plan.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import { withMasterKey } from './guard.ts';
import type { Route, RouteHandler } from './route.ts';

/** Where a request would go now. It is not sent anywhere. */
export function explainRoutes(gateway: Gateway): Route[] {
  return [
    { method: 'POST', path: '/health/route', handle: withMasterKey(gateway, explain(gateway)) },
  ];
}

/** The body is the request, or what matters of it; `?assume=` how the attempts fail. */
function explain(gateway: Gateway): RouteHandler {
  return async (exchange) => {
    const { general, llmgw } = gateway.runtime.config;
    const body = await exchange.readBody(general.maxRequestBytes);
    const answer =
      typeof body === 'string'
        ? bodyRefusal(body, general.maxRequestBytes)
        : await planFor(gateway, body, readAssumption(exchange.query));
    if (answer === null) return;
    if ('groups' in answer) sendJson(exchange, 200, JSON.stringify(answer));
    else sendError(exchange, answer, llmgw.errorCode);
  };
}

async function planFor(
  { runtime, breakers, clock }: Gateway,
  body: Buffer,
  assume: FailureClass | ApiError,
): Promise<RoutePlan | ApiError> {
  if (typeof assume !== 'string') return assume;
  const request = completeRequest(runtime, body);
  return 'status' in request
    ? request
    : explainRoute({ runtime, breakers, clock, request, assume });
}

function readAssumption(query: string): FailureClass | ApiError {
  const word = new URLSearchParams(query).get('assume') ?? 'overloaded';
  if (isFailureClass(word)) return word;
  const meant = suggest(word, FAILURE_CLASSES);
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
  const known = [...FAILURE_CLASSES].join(', ');
  return badRequest('invalid_assumption', `"assume" must be one of ${known}.${hint}`, 'assume');
}
