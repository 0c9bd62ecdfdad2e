import type { ApiError } from '../core/api-error.ts';
import { suggest } from '../core/suggest.ts';
import { toPlainText } from '../gateway/breaker-words.ts';
import type { Deployment } from '../gateway/deployment.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { bodyRefusal } from '../gateway/refusals.ts';
import { sendError, sendJson } from '../gateway/respond.ts';
import type { Exchange } from '../http/exchange.ts';
import type { LogFields, Logger } from '../telemetry/logger.ts';
import { viewDeployment } from './deployment-view.ts';
import { withMasterKey, withPrincipal } from './guard.ts';
import { MODES, parseOverride, type OverrideOrder } from './override-order.ts';
import type { Route, RouteHandler } from './route.ts';

const SCHEMA = 'llmgw.deployments/v1';
const MOST_BYTES = 16_384;

/** Where orders are noted. */
type OrderLog = Pick<Logger, 'info'>;

/** The breakers of every deployment, to look at and, with the master key, to override. */
export function deploymentRoutes(gateway: Gateway, logger?: OrderLog): Route[] {
  return [
    { method: 'GET', path: '/health/deployments', handle: withPrincipal(gateway, list(gateway)) },
    {
      method: 'POST',
      path: '/health/deployments/{id}/override',
      handle: withMasterKey(gateway, override(gateway, logger)),
    },
  ];
}

/** `?model=` and `?model_id=` leave out the others. */
function list(gateway: Gateway): RouteHandler {
  return (exchange) => {
    const query = new URLSearchParams(exchange.query);
    const [model, id] = [query.get('model'), query.get('model_id')];
    const chosen = gateway.runtime.deployments.filter(
      (deployment) =>
        (model === null || deployment.group === model) && (id === null || deployment.id === id),
    );
    const deployments = chosen.map((deployment) => viewDeployment(gateway, deployment));
    sendJson(exchange, 200, JSON.stringify({ schema: SCHEMA, deployments }));
  };
}

function override(gateway: Gateway, logger?: OrderLog): RouteHandler {
  return async (exchange, [id = '']) => {
    const deployment = gateway.runtime.deployments.find((one) => one.id === id);
    if (deployment === undefined) {
      refuse(gateway, exchange, unknownDeployment(gateway, id));
      return;
    }
    const body = await exchange.readBody(MOST_BYTES);
    const order = typeof body === 'string' ? bodyRefusal(body, MOST_BYTES) : parseOverride(body);
    if (order === null) return;
    if ('status' in order) {
      refuse(gateway, exchange, order);
      return;
    }
    logger?.info(...describeOrder(exchange, deployment, order));
    await carryOut(gateway, deployment, order);
    const deployments = [viewDeployment(gateway, deployment)];
    sendJson(exchange, 200, JSON.stringify({ schema: SCHEMA, deployments }));
  };
}

/** Also of orders that change nothing: who asked counts. */
function describeOrder(
  { remoteAddress, id: callId }: Exchange,
  { id }: Deployment,
  order: OverrideOrder,
): [LogFields, string] {
  const { mode, ttlMs } = order;
  const actor = toPlainText(order.actor);
  const reason = toPlainText(order.reason);
  const what = { event: 'circuit_breaker_order', deployment: id, mode, ttl_ms: ttlMs };
  const who = { actor, reason, remote_address: remoteAddress, call_id: callId };
  return [{ ...what, ...who }, `${actor} orders "${mode}" for ${id}: ${reason}`];
}

async function carryOut(
  { breakers }: Gateway,
  { id, provider, breaker }: Deployment,
  order: OverrideOrder,
): Promise<void> {
  if (order.ttlMs === null) {
    return order.mode === 'reset' ? breakers.reset(id) : breakers.override(id, null);
  }
  // An operation that nobody has asked for yet has no breaker: the answer shows that it is meant too.
  for (const operation of provider.operations) breaker(operation);
  const { ttlMs, actor, reason } = order;
  return breakers.override(id, { mode: MODES[order.mode], ttlMs, actor, reason });
}

function refuse({ runtime }: Gateway, exchange: Exchange, error: ApiError): void {
  sendError(exchange, error, runtime.config.llmgw.errorCode);
}

function unknownDeployment({ runtime }: Gateway, id: string): ApiError {
  const meant = suggest(
    id,
    runtime.deployments.map((deployment) => deployment.id),
  );
  const hint = meant === null ? 'GET /health/deployments lists them.' : `Did you mean "${meant}"?`;
  return {
    status: 404,
    type: 'invalid_request_error',
    code: 'deployment_not_found',
    message: `There is no deployment "${id.slice(0, 100)}". ${hint}`,
    param: 'id',
  };
}
