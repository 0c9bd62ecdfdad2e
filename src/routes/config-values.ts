import type { Gateway } from '../gateway/gateway.ts';
import { sendJson } from '../gateway/respond.ts';
import { withMasterKey } from './guard.ts';
import type { Route } from './route.ts';

/** The `schema` of the answer. */
export const CONFIG_VALUES_SCHEMA = 'llmgw.config-values/v1';

/** What the gateway runs with: every value of its file by its path, secrets hashed. */
export function configValueRoutes(gateway: Gateway): Route[] {
  return [
    {
      method: 'GET',
      path: '/config/values',
      handle: withMasterKey(gateway, (exchange) => {
        const { hash, values } = gateway.runtime.config;
        sendJson(exchange, 200, JSON.stringify({ schema: CONFIG_VALUES_SCHEMA, hash, values }));
      }),
    },
  ];
}
