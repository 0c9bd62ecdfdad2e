import { Secret } from '../../core/secret.ts';
import { child, childMap, type MapNode } from '../node.ts';
import type { Environment } from '../resolve-env.ts';
import type { RedisConfig } from '../types.ts';
import { asBoolean, asNumber, asText } from '../values.ts';
import { asSecret } from './secret-values.ts';

const DEFAULT_PORT = 6379;

/**
 * Where shared state lives: `router_settings.redis_*`, else the cache of `litellm_settings` when it
 * is Redis, else the REDIS_* variables; null when none of them names a server.
 */
export function buildRedis(root: MapNode, env: Environment): RedisConfig | null {
  return fromRouter(childMap(root, 'router_settings')) ?? fromCache(root) ?? fromEnv(env);
}

function fromRouter(router: MapNode | null): RedisConfig | null {
  return make({
    url: asSecret(child(router, 'redis_url')),
    host: asText(child(router, 'redis_host')),
    port: asNumber(child(router, 'redis_port')),
    username: asText(child(router, 'redis_username')),
    password: asSecret(child(router, 'redis_password')),
    tls: asBoolean(child(router, 'redis_ssl')),
  });
}

function fromCache(root: MapNode): RedisConfig | null {
  const library = childMap(root, 'litellm_settings');
  const cache = childMap(library, 'cache_params');
  const isOff = asBoolean(child(library, 'cache')) === false || cache === null;
  if (isOff || (asText(child(cache, 'type')) ?? 'redis') !== 'redis') return null;
  return make({
    url: asSecret(child(cache, 'url')) ?? asSecret(child(cache, 'redis_url')),
    host: asText(child(cache, 'host')),
    port: asNumber(child(cache, 'port')),
    username: asText(child(cache, 'username')),
    password: asSecret(child(cache, 'password')),
    tls: asBoolean(child(cache, 'ssl')),
  });
}

function fromEnv(env: Environment): RedisConfig | null {
  const port = Number(env['REDIS_PORT']);
  return make({
    url: toSecret(env['REDIS_URL']),
    host: env['REDIS_HOST'] || null,
    port: Number.isInteger(port) && port > 0 ? port : null,
    username: env['REDIS_USERNAME'] || null,
    password: toSecret(env['REDIS_PASSWORD']),
    tls: isOn(env['REDIS_SSL']) || null,
  });
}

function isOn(text: string | undefined): boolean {
  return /^(?:true|1|yes|on)$/i.test(text ?? '');
}

interface Written {
  readonly url: Secret | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly username: string | null;
  readonly password: Secret | null;
  readonly tls: boolean | null;
}

function make({ url, host, port, tls, ...rest }: Written): RedisConfig | null {
  const hasUrl = url !== null && url.length > 0;
  const hasHost = host !== null && host.trim() !== '';
  if (!hasUrl && !hasHost) return null;
  return {
    ...rest,
    url: hasUrl ? url : null,
    host: hasHost ? host.trim() : null,
    port: port ?? DEFAULT_PORT,
    tls: tls ?? (hasUrl && url.reveal().startsWith('rediss:')),
  };
}

function toSecret(text: string | undefined): Secret | null {
  return text === undefined || text === '' ? null : new Secret(text);
}
