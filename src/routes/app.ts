import type { Exchange, ExchangeHandler } from '../http/exchange.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { sendError } from '../gateway/respond.ts';
import type { SkillLibrary } from '../skills/skill-library.ts';
import type { Logger } from '../telemetry/logger.ts';
import { configValueRoutes } from './config-values.ts';
import { deploymentRoutes } from './deployments.ts';
import { explainRoutes } from './explain-route.ts';
import { healthRoutes, type ServiceCheck } from './health.ts';
import { managementRoutes } from './management/routes.ts';
import type { ManagementParts } from './management/work.ts';
import type { McpParts } from './mcp/mcp-parts.ts';
import { mcpRoutes } from './mcp/mcp-routes.ts';
import { metricsRoutes, type MetricsSource } from './metrics.ts';
import { modelRoutes } from './model-routes.ts';
import { modelListRoutes } from './models.ts';
import { passThrough } from './passthrough.ts';
import type { Route } from './route.ts';
import { RouteTable } from './route-table.ts';
import { skillRoutes } from './skills/routes.ts';

/** What the routes stand on. */
export interface AppParts {
  readonly gateway: Gateway;
  readonly services: readonly ServiceCheck[];
  readonly metrics: MetricsSource;
  readonly version: string;
  /** Keys, teams, models… in the database; missing where they are not managed. */
  readonly management?: ManagementParts;
  /** MCP; missing where it is not served. */
  readonly mcp?: McpParts;
  /** Skills that requests may name; missing where nobody keeps any. */
  readonly skills?: SkillLibrary;
  /** Where orders of operators are noted; nowhere when it is missing. */
  readonly logger?: Pick<Logger, 'info'>;
}

/** Every route of the gateway. */
export function allRoutes(parts: AppParts): Route[] {
  const { gateway, services, metrics, version, logger, management, mcp, skills } = parts;
  return [
    ...modelRoutes(gateway),
    ...modelListRoutes(gateway),
    ...healthRoutes(gateway, services, version),
    ...deploymentRoutes(gateway, logger),
    ...explainRoutes(gateway),
    ...configValueRoutes(gateway),
    ...metricsRoutes(gateway, metrics),
    ...(management === undefined ? [] : managementRoutes(management)),
    ...(mcp === undefined ? [] : mcpRoutes(mcp)),
    ...(management === undefined || skills === undefined
      ? []
      : skillRoutes({ management, library: skills })),
    {
      method: 'GET',
      path: '/',
      handle: (exchange) => sendBanner(exchange, version),
    },
  ];
}

/** The one handler of the server: built-in routes first, pass-through endpoints after them. */
export function createApp(parts: AppParts): ExchangeHandler {
  const table = new RouteTable(allRoutes(parts));
  const { gateway } = parts;
  return (exchange) => {
    const match = table.match(exchange.method, exchange.path);
    if ('handle' in match) return match.handle(exchange, match.params);
    const forwarded = match.status === 404 ? passThrough(gateway, exchange) : null;
    if (forwarded !== null) return forwarded;
    sendError(exchange, match, gateway.runtime.config.llmgw.errorCode);
    return undefined;
  };
}

function sendBanner(exchange: Exchange, version: string): void {
  const text = `llmgw ${version}: an OpenAI-compatible gateway. Try GET /v1/models.\n`;
  const headers = ['content-type', 'text/plain', 'content-length', String(text.length)];
  exchange.writeHead(200, headers);
  exchange.end(text);
}
