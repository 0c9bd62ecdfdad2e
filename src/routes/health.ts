import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import { describeRest } from '../gateway/breaker-words.ts';
import type { Deployment } from '../gateway/deployment.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { probeDeployment } from '../gateway/probe-deployment.ts';
import { badRequest } from '../gateway/refusals.ts';
import { sendError, sendJson } from '../gateway/respond.ts';
import { nameDeployment } from './deployment-view.ts';
import { withPrincipal } from './guard.ts';
import type { Route, RouteHandler } from './route.ts';

/** Something behind the gateway that can be asked whether it is there. */
export interface ServiceCheck {
  readonly name: string;
  /** Rejects with the reason when it is not; has its own timeout. */
  ping(): Promise<void>;
}

/** Liveness, readiness, deployments and services. */
export function healthRoutes(
  gateway: Gateway,
  services: readonly ServiceCheck[],
  version: string,
): Route[] {
  const alive: RouteHandler = (exchange) => sendJson(exchange, 200, `"I'm alive!"`);
  return [
    ...['/health/liveliness', '/health/liveness'].map((path) => get(path, alive)),
    get('/health/readiness', readiness(gateway, services, version)),
    get('/health/services', withPrincipal(gateway, servicesHandler(gateway, services))),
    get('/health', withPrincipal(gateway, deploymentsHandler(gateway))),
  ];
}

function get(path: string, handle: RouteHandler): Route {
  return { method: 'GET', path, handle };
}

/** Ready as long as calls are taken: a database that is away does not take the fleet down. */
function readiness(
  gateway: Gateway,
  services: readonly ServiceCheck[],
  version: string,
): RouteHandler {
  const database = services.some(({ name }) => name === 'postgresql');
  const redis = services.some(({ name }) => name === 'redis');
  return (exchange) => {
    const body = {
      status: gateway.draining ? 'draining' : 'healthy',
      db: database ? 'configured' : 'Not connected',
      cache: redis ? 'redis' : null,
      litellm_version: version,
      success_callbacks: [],
    };
    sendJson(exchange, gateway.draining ? 503 : 200, JSON.stringify(body));
  };
}

function servicesHandler(gateway: Gateway, services: readonly ServiceCheck[]): RouteHandler {
  const own: ServiceCheck = {
    name: 'llmgw',
    ping: () => (gateway.draining ? Promise.reject(new Error('is shutting down')) : nextTurn()),
  };
  return async (exchange) => {
    const wanted = new URLSearchParams(exchange.query).get('service');
    const asked = [own, ...services].filter(({ name }) => wanted === null || name === wanted);
    if (asked.length === 0) {
      const error = badRequest(
        'unknown_service',
        `"${wanted?.slice(0, 100)}" is not watched here.`,
        'service',
      );
      sendError(exchange, error, gateway.runtime.config.llmgw.errorCode);
      return;
    }
    const results = await Promise.all(asked.map((service) => check(service, gateway.clock)));
    const healthy = results.filter((result) => result.healthy).length;
    const summary = `${healthy}/${results.length} services healthy`;
    const isHealthy = healthy === results.length;
    const body = JSON.stringify({ healthy: isHealthy, summary, services: results });
    sendJson(exchange, isHealthy ? 200 : 503, body);
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function check(service: ServiceCheck, clock: Clock) {
  const startedAt = clock.now();
  const fault = await service.ping().then(
    () => null,
    (reason: unknown) => messageOf(reason),
  );
  const seconds = Number(((clock.now() - startedAt) / 1_000).toFixed(6));
  const result = { name: service.name, healthy: fault === null, seconds };
  return fault === null ? result : { ...result, error: fault };
}

/**
 * What is known of each deployment. `?probe=true` asks each with a real, billed call of a few
 * tokens; without it nothing is sent anywhere.
 */
function deploymentsHandler(gateway: Gateway): RouteHandler {
  return async (exchange) => {
    const query = new URLSearchParams(exchange.query);
    const model = query.get('model');
    const id = query.get('model_id');
    const chosen = gateway.runtime.deployments.filter(
      (deployment) =>
        (model === null || deployment.group === model) && (id === null || deployment.id === id),
    );
    const probing = query.get('probe') === 'true';
    const states = await Promise.all(
      chosen.map(async (deployment) => ({
        deployment,
        error: probing
          ? await probeDeployment(gateway, deployment)
          : restingReason(gateway, deployment, gateway.clock.now()),
      })),
    );
    const healthy = states.filter(({ error }) => error === null);
    const unhealthy = states.filter(({ error }) => error !== null);
    const body = {
      healthy_endpoints: healthy.map(({ deployment }) => nameDeployment(deployment)),
      unhealthy_endpoints: unhealthy.map(({ deployment, error }) => ({
        ...nameDeployment(deployment),
        error,
      })),
      healthy_count: healthy.length,
      unhealthy_count: unhealthy.length,
    };
    sendJson(exchange, 200, JSON.stringify(body));
  };
}

function restingReason({ breakers }: Gateway, { id }: Deployment, now: number): string | null {
  const shut = breakers.ofDeployment(id).find((breaker) => breaker.weight(now) === 0);
  if (shut === undefined) return null;
  const seen = shut.snapshot(now);
  return `${seen.operation}: ${describeRest(seen) ?? 'takes no calls'}`;
}
