import type { Gateway } from '../gateway/gateway.ts';
import type { Exchange } from '../http/exchange.ts';
import { EXPOSITION_TYPE } from '../telemetry/exposition.ts';
import { withPrincipal } from './guard.ts';
import type { Route } from './route.ts';

/** Whatever can write Prometheus text. */
export interface MetricsSource {
  render(): string;
}

/** `GET /metrics`: open, unless `litellm_settings.require_auth_for_metrics_endpoint` is on. */
export function metricsRoutes(gateway: Gateway, metrics: MetricsSource): Route[] {
  const guarded = withPrincipal(gateway, (exchange) => send(exchange, metrics));
  return [
    {
      method: 'GET',
      path: '/metrics',
      handle: (exchange, params) =>
        gateway.runtime.config.general.requireAuthForMetrics
          ? guarded(exchange, params)
          : send(exchange, metrics),
    },
  ];
}

function send(exchange: Exchange, metrics: MetricsSource): void {
  const text = metrics.render();
  const length = String(Buffer.byteLength(text));
  exchange.writeHead(200, ['content-type', EXPOSITION_TYPE, 'content-length', length]);
  exchange.end(text);
}
