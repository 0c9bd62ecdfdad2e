import { Secret } from '../../core/secret.ts';
import { child, childMap, type MapNode } from '../node.ts';
import type { Environment } from '../resolve-env.ts';
import type { GeneralConfig } from '../types.ts';
import { asBoolean, asNumber, asText, asTexts } from '../values.ts';
import { buildRedis } from './redis.ts';
import { asSecret } from './secret-values.ts';

const MIB = 1024 * 1024;
const DEFAULT_REQUEST_BYTES = 32 * MIB;

/** Reads `general_settings`, and the switches of `litellm_settings` that concern the server. */
export function buildGeneral(root: MapNode, env: Environment): GeneralConfig {
  const general = childMap(root, 'general_settings');
  const library = childMap(root, 'litellm_settings');
  const flag = (section: MapNode | null, key: string) => asBoolean(child(section, key)) ?? false;
  const masterKey = child(general, 'master_key');
  const requestMb = asNumber(child(general, 'max_request_size_mb'));
  return {
    masterKey: asSecret(masterKey) ?? fromEnv(env, 'LITELLM_MASTER_KEY'),
    masterKeyPosition: masterKey?.position ?? null,
    databaseUrl: asSecret(child(general, 'database_url')) ?? setIn(env, 'DATABASE_URL'),
    completionModel: asText(child(general, 'completion_model')),
    keyHeaderName: asText(child(general, 'litellm_key_header_name'))?.trim().toLowerCase() ?? null,
    publicRoutes: readRoutes(general),
    maxRequestBytes: requestMb === null ? DEFAULT_REQUEST_BYTES : Math.ceil(requestMb * MIB),
    dropParams: readSwitch(child(library, 'drop_params'), env['LITELLM_DROP_PARAMS']),
    requireAuthForMetrics: flag(library, 'require_auth_for_metrics_endpoint'),
    alwaysIncludeStreamUsage: flag(general, 'always_include_stream_usage'),
    allowClientSideCredentials: flag(general, 'allow_client_side_credentials'),
    forwardClientHeaders: flag(general, 'forward_client_headers_to_llm_api'),
    redis: buildRedis(root, env),
    jsonLogs: readSwitch(child(library, 'json_logs'), env['JSON_LOGS']),
  };
}

/** Compose files leave what is not there empty. */
function setIn(env: Environment, name: string): Secret | null {
  return env[name] === '' ? null : fromEnv(env, name);
}

/** A blank variable counts: a blank master key is told as such, not taken for missing. */
function fromEnv(env: Environment, name: string): Secret | null {
  const text = env[name];
  return text === undefined ? null : new Secret(text);
}

/** A list, or one text with commas between the routes. */
function readRoutes(general: MapNode | null): readonly string[] {
  return asTexts(child(general, 'public_routes'))
    .flatMap((text) => text.split(','))
    .map((route) => route.trim())
    .filter((route) => route !== '');
}

function readSwitch(written: ReturnType<typeof child>, variable: string | undefined): boolean {
  return asBoolean(written) ?? /^(?:true|1|yes|on)$/i.test(variable ?? '');
}
