import { hash as digest, timingSafeEqual } from 'node:crypto';
import type { ApiError } from '../core/api-error.ts';
import { isPublicPath, normalizePath, parsePublicPrefixes } from '../core/route-path.ts';
import type { Secret } from '../core/secret.ts';
import type { Exchange } from '../http/exchange.ts';
import type { FoundKey, KeyLookup, Principal } from './principal.ts';

/** How callers prove who they are; made once per configuration. */
export interface Authenticator {
  /** Hash of the master key, or null when every caller is let in (`--dev`). */
  readonly masterHash: Buffer | null;
  /** Whoever brings the master key. */
  readonly admin: Principal;
  /** The only header the key is read from, when configured. */
  readonly keyHeader: string | null;
  readonly findKey: KeyLookup;
  /** Paths that need no key, as `parsePublicPrefixes` gives them. */
  readonly publicPrefixes: readonly string[];
}

const ANYBODY: Principal = { kind: 'anybody', keyHash: '' };

/** Where clients of LiteLLM put the key, first match wins. */
export const KEY_HEADERS = [
  'x-litellm-api-key',
  'authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
] as const;

/** Makes an authenticator; `masterKey` null lets everybody in. */
export function createAuthenticator(
  masterKey: Secret | null,
  keyHeader: string | null,
  findKey: KeyLookup,
  publicRoutes: readonly string[] = [],
): Authenticator {
  const masterHash = masterKey === null ? null : sha256(masterKey.reveal());
  const admin: Principal = { kind: 'admin', keyHash: masterHash?.toString('hex') ?? '' };
  const publicPrefixes = parsePublicPrefixes(publicRoutes);
  return { masterHash, admin, keyHeader, findKey, publicPrefixes };
}

/**
 * Tells who calls, or why the call is refused. Synchronous for the master key, so the common path
 * takes no turn of the event loop.
 */
export function authenticate(
  exchange: Exchange,
  authenticator: Authenticator,
): Principal | ApiError | Promise<Principal | ApiError> {
  if (authenticator.masterHash === null) return authenticator.admin;
  const key = readKey(exchange, authenticator.keyHeader);
  if (key === null) return isPublic(exchange, authenticator) ? ANYBODY : MISSING_KEY;
  const hash = sha256(key);
  // Digests have one length, so the comparison tells nothing about the key, its length included.
  if (timingSafeEqual(hash, authenticator.masterHash)) return authenticator.admin;
  // Only whole keys are looked up: a stolen hash is none.
  if (!key.startsWith('sk-')) return NO_VIRTUAL_KEY;
  const keyHash = hash.toString('hex');
  const found = authenticator.findKey(keyHash);
  return found instanceof Promise
    ? found.then((grant) => toPrincipal(keyHash, grant))
    : toPrincipal(keyHash, found);
}

/** Only the path as it was sent counts: what must not be routed is not public either. */
function isPublic({ path }: Exchange, { publicPrefixes }: Authenticator): boolean {
  if (publicPrefixes.length === 0) return false;
  const normal = normalizePath(path);
  return normal !== null && isPublicPath(normal, publicPrefixes);
}

function toPrincipal(keyHash: string, found: FoundKey): Principal | ApiError {
  if (found === null) return WRONG_KEY;
  if (found === 'unchecked') return { kind: found, keyHash };
  return 'status' in found ? found : { kind: 'key', keyHash, grant: found };
}

function readKey(exchange: Exchange, keyHeader: string | null): string | null {
  if (keyHeader !== null) return stripScheme(exchange.header(keyHeader));
  for (const name of KEY_HEADERS) {
    const value = exchange.header(name);
    if (value !== undefined) return stripScheme(value);
  }
  return null;
}

/** `Bearer KEY`, `Basic KEY` (the raw key, as LiteLLM reads it) or the bare key. */
function stripScheme(value: string | undefined): string | null {
  if (value === undefined) return null;
  const key = value.replace(/^(?:bearer|basic)\s+/i, '').trim();
  return key === '' ? null : key;
}

function sha256(text: string): Buffer {
  return digest('sha256', text, 'buffer');
}

const MISSING_KEY: ApiError = {
  status: 401,
  type: 'auth_error',
  code: 'missing_api_key',
  message:
    'Authentication Error, No api key passed in. Send it as "Authorization: Bearer <your key>".',
};

const NO_VIRTUAL_KEY: ApiError = {
  status: 401,
  type: 'auth_error',
  code: 'invalid_api_key',
  message:
    "Authentication Error, LiteLLM Virtual Key expected: the key that was sent does not start with 'sk-'.",
};

const WRONG_KEY: ApiError = {
  status: 401,
  type: 'auth_error',
  code: 'invalid_api_key',
  message: 'Authentication Error, the api key is not valid for this gateway.',
};
