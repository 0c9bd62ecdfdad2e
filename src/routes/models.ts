import type { Gateway } from '../gateway/gateway.ts';
import type { Deployment } from '../gateway/deployment.ts';
import type { Principal } from '../gateway/principal.ts';
import { sendError, sendJson } from '../gateway/respond.ts';
import { redactKeys } from '../providers/shared/provider-error.ts';
import { requirePrincipal } from './guard.ts';
import type { Route, RouteHandler } from './route.ts';

/** The moment LiteLLM gives for every model; clients compare it. */
const CREATED_S = 1_677_610_602;

/** `GET /v1/models`, `/v1/models/{id}` and `/model/info`. */
export function modelListRoutes(gateway: Gateway): Route[] {
  const list: RouteHandler = async (exchange) => {
    const principal = await requirePrincipal(gateway, exchange);
    if (principal === null) return;
    const names = visibleGroups(gateway, principal, gateway.runtime.table.names());
    const data = names.map((id) => describe(id, 'openai'));
    sendJson(exchange, 200, JSON.stringify({ data, object: 'list' }));
  };
  const one: RouteHandler = async (exchange, [id = '']) => {
    const principal = await requirePrincipal(gateway, exchange);
    if (principal === null) return;
    const { table, config } = gateway.runtime;
    const provider = table.resolve(id)?.candidates[0]?.deployment.config.provider;
    if (provider !== undefined && visibleGroups(gateway, principal, [id]).length > 0) {
      sendJson(exchange, 200, JSON.stringify(describe(id, provider)));
      return;
    }
    const message = `The model "${id.slice(0, 100)}" does not exist. GET /v1/models lists those that do.`;
    const error = { status: 404, type: 'invalid_request_error', code: 'model_not_found', message };
    sendError(exchange, { ...error, param: 'model' }, config.llmgw.errorCode);
  };
  const info: RouteHandler = async (exchange) => {
    const principal = await requirePrincipal(gateway, exchange);
    if (principal === null) return;
    const wanted = new URLSearchParams(exchange.query).get('litellm_model_id');
    const { deployments } = gateway.runtime;
    const groups = new Set(
      visibleGroups(gateway, principal, [...new Set(deployments.map(groupOf))]),
    );
    const data = deployments
      .filter(({ id, group }) => groups.has(group) && (wanted === null || id === wanted))
      .map(describeDeployment);
    sendJson(exchange, 200, JSON.stringify({ data }));
  };
  return [
    ...['/v1/models', '/models'].map((path) => ({ method: 'GET', path, handle: list })),
    ...['/v1/models/{id}', '/models/{id}'].map((path) => ({ method: 'GET', path, handle: one })),
    ...['/model/info', '/v1/model/info'].map((path) => ({ method: 'GET', path, handle: info })),
  ];
}

function groupOf({ group }: Deployment): string {
  return group;
}

/** What of these model groups the caller may use. */
export function visibleGroups(
  { access }: Gateway,
  principal: Principal,
  groups: readonly string[],
): readonly string[] {
  if (principal.kind !== 'key' || access === null) return groups;
  return access.visibleGroups(principal.grant, groups);
}

function describe(id: string, ownedBy: string) {
  return { id, object: 'model', created: CREATED_S, owned_by: ownedBy };
}

const SECRET_NAME = /(?:api_?key|secret|password|credential|private)/i;

/** `model_info` is free text to people: what is named like a secret does not go out. */
function withoutSecrets(info: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(info)
      .filter(([name]) => !SECRET_NAME.test(name))
      .map(([name, value]) => [name, cleaned(value)]),
  );
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return redactKeys(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return withoutSecrets(Object.fromEntries(Object.entries(value)));
}

/** Only what is known not to be secret is shown: keys, headers and extra bodies are left out. */
function describeDeployment({ id, config, target }: Deployment) {
  return {
    model_name: config.modelName,
    litellm_params: {
      model: `${config.provider}/${config.model}`,
      ...(target.displayBase === '' ? {} : { api_base: target.displayBase }),
      ...(config.rpm === null ? {} : { rpm: config.rpm }),
      ...(config.tpm === null ? {} : { tpm: config.tpm }),
      ...(config.weight === null ? {} : { weight: config.weight }),
      ...(config.order === null ? {} : { order: config.order }),
    },
    model_info: {
      ...withoutSecrets(config.modelInfo),
      id,
      db_model: config.modelInfo['db_model'] === true,
      litellm_provider: config.provider,
    },
  };
}
