import type { PassThroughConfig } from '../config/types.ts';
import type { UpstreamHead } from '../http/upstream.ts';
import { KEY_HEADERS } from './authenticate.ts';

/** About one connection or one message's framing: never forwarded, in either direction. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** They describe the body, which goes on as it came. */
const BODY_HEADERS: ReadonlySet<string> = new Set(['accept', 'content-type']);

const PASS_PREFIX = 'x-pass-';

/**
 * Headers for the target: the configured ones; the client's `x-pass-NAME` as `NAME`, which win; with
 * `forward_headers` the client's own that are not configured. The key by which the client
 * authenticated to the gateway stays here.
 */
export function upstreamHeaders(endpoint: PassThroughConfig, client: readonly string[]): string[] {
  const received = withoutNamedByConnection(pairUp(client));
  const passed = received
    .filter(([name]) => name.startsWith(PASS_PREFIX))
    .map(([name, value]) => [name.slice(PASS_PREFIX.length), value] as const)
    .filter(([name]) => name !== '' && !CONNECTION_HEADERS.has(name));
  const configured = Object.entries(configuredHeaders(endpoint)).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const own = received.filter(([name]) => isForwarded(name, endpoint));
  return [...new Map([...own, ...configured, ...passed])].flat();
}

/** RFC 9110 §7.6.1: what `Connection` names is about that connection. */
function withoutNamedByConnection(
  headers: readonly (readonly [string, string])[],
): (readonly [string, string])[] {
  const named = new Set(
    headers
      .filter(([name]) => name === 'connection')
      .flatMap(([, value]) => value.split(',').map((option) => option.trim().toLowerCase())),
  );
  return headers.filter(([name]) => !named.has(name));
}

function pairUp(raw: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    pairs.push([(raw[i] ?? '').toLowerCase(), raw[i + 1] ?? '']);
  }
  return pairs;
}

function isForwarded(name: string, endpoint: PassThroughConfig): boolean {
  if (CONNECTION_HEADERS.has(name) || name.startsWith(PASS_PREFIX)) return false;
  if (!endpoint.forwardHeaders) return BODY_HEADERS.has(name);
  return !endpoint.auth || !KEY_HEADERS.some((key) => key === name);
}

/** `LANGFUSE_PUBLIC_KEY` and `LANGFUSE_SECRET_KEY` become one Basic header. */
function configuredHeaders({ headers }: PassThroughConfig): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) plain[name] = value.reveal();
  const { LANGFUSE_PUBLIC_KEY: user, LANGFUSE_SECRET_KEY: password, ...rest } = plain;
  if (user === undefined || password === undefined) return plain;
  const pair = Buffer.from(`${user}:${password}`).toString('base64');
  return { ...rest, authorization: `Basic ${pair}` };
}

/** The target's headers for the client: everything but framing, plus the call id. */
export function downstreamHeaders(head: UpstreamHead, callId: string): string[] {
  const raw = head.raw();
  const headers: string[] = ['x-litellm-call-id', callId];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    if (!CONNECTION_HEADERS.has(name) || name === 'content-length')
      headers.push(raw[i] ?? '', raw[i + 1] ?? '');
  }
  return headers;
}
