import type { ApiError } from '../core/api-error.ts';
import { authenticate } from '../gateway/authenticate.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Principal } from '../gateway/principal.ts';
import { ADMIN_ONLY } from '../gateway/refusals.ts';
import { sendError } from '../gateway/respond.ts';
import type { Exchange } from '../http/exchange.ts';
import type { RouteHandler } from './route.ts';

/** The caller, or null after the refusal has been sent. */
export async function requirePrincipal(
  gateway: Gateway,
  exchange: Exchange,
): Promise<Principal | null> {
  const checked = await findPrincipal(gateway, exchange);
  if (!('status' in checked)) return checked;
  sendError(exchange, checked, gateway.runtime.config.llmgw.errorCode);
  return null;
}

/** The caller, or why it is refused; nothing is sent. */
export async function findPrincipal(
  gateway: Gateway,
  exchange: Exchange,
): Promise<Principal | ApiError> {
  const checked = await authenticate(exchange, gateway.runtime.authenticator);
  if ('status' in checked) return checked;
  return refuseRoute(gateway, exchange, checked) ?? checked;
}

/** A key may be good for some routes only. */
function refuseRoute(
  { access }: Gateway,
  { path }: Exchange,
  principal: Principal,
): ApiError | null {
  return principal.kind === 'key' && access !== null
    ? access.allowsRoute(principal.grant, path)
    : null;
}

/** A handler that any key may call. */
export function withPrincipal(gateway: Gateway, handle: RouteHandler): RouteHandler {
  return async (exchange, params) => {
    if ((await requirePrincipal(gateway, exchange)) !== null) await handle(exchange, params);
  };
}

/** A handler for the master key alone. */
export function withMasterKey(gateway: Gateway, handle: RouteHandler): RouteHandler {
  return async (exchange, params) => {
    const principal = await requirePrincipal(gateway, exchange);
    if (principal === null) return;
    if (principal.kind === 'admin') await handle(exchange, params);
    else sendError(exchange, ADMIN_ONLY, gateway.runtime.config.llmgw.errorCode);
  };
}
