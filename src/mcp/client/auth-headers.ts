import { messageOf } from '../../core/errors.ts';
import type { McpAuth, McpOauthClient, McpServerDefinition } from '../server-definition.ts';
import { McpFault } from '../tool.ts';

/** What a server gets to know its caller by, besides the headers that are fixed. */
export interface HeaderParts {
  /** Of the caller; only those are passed on that the server is registered with. */
  readonly passedHeaders: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
}

/**
 * All headers for a server on the network: the caller's, then those of its address, its auth, and those that are
 * fixed for it; later ones win.
 */
export async function headersFor(
  { transport, auth, extraHeaders }: McpServerDefinition,
  { passedHeaders, fetch, signal }: HeaderParts,
): Promise<Readonly<Record<string, string>>> {
  if (transport.kind === 'stdio') return {};
  const passed = new Set(extraHeaders.map((name) => name.toLowerCase()));
  const headers = new Headers();
  for (const [name, value] of Object.entries(passedHeaders)) {
    if (passed.has(name.toLowerCase())) headers.set(name, value);
  }
  const address = userinfoHeader(new URL(transport.url));
  for (const [name, value] of Object.entries(address)) setHeader(headers, name, value);
  const own =
    auth.client === null ? authHeader(auth) : await tokenHeader(auth.client, fetch, signal);
  for (const [name, value] of Object.entries(own)) setHeader(headers, name, value);
  for (const [name, value] of Object.entries(transport.headers))
    setHeader(headers, name, value.reveal());
  return Object.fromEntries(headers);
}

/** `https://user:password@host`, which `fetch` refuses: the address without them. */
export function withoutUserinfo(text: string): URL {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url;
}

/** What stands before the host is for basic authentication, as in a browser. */
function userinfoHeader({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = [username, password].map(decoded).join(':');
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A value with a line break in it would be a second header. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new McpFault(
      'refused',
      `the value for the header \`${name}\` cannot be sent in a header`,
    );
  }
}

/** LiteLLM's headers for its `auth_type`s. */
function authHeader({ type, value }: McpAuth): Readonly<Record<string, string>> {
  if (value === null || type === 'none') return {};
  return HEADERS[type](value.reveal());
}

const bearer = (text: string) => ({ authorization: `Bearer ${text.replace(/^Bearer\s+/i, '')}` });

const HEADERS: Readonly<
  Record<Exclude<McpAuth['type'], 'none'>, (text: string) => Readonly<Record<string, string>>>
> = {
  api_key: (text) => ({ 'x-api-key': text }),
  basic: (text) => ({ authorization: `Basic ${encoded(text)}` }),
  authorization: (text) => ({ authorization: text }),
  token: (text) => ({ authorization: `token ${text}` }),
  bearer_token: bearer,
  oauth2: bearer,
};

/** `user:password` as it is written, or what somebody has encoded already. */
function encoded(text: string): string {
  const plain = Buffer.from(text, 'base64').toString('utf8');
  const isEncoded = !text.includes(':') && plain.includes(':');
  return isEncoded ? text : Buffer.from(text).toString('base64');
}

const MOST_TOKEN_BYTES = 64 * 1024;

/** A token of the grant `client_credentials`. */
async function tokenHeader(
  { id, secret, tokenUrl, scopes }: McpOauthClient,
  fetch: HeaderParts['fetch'],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id.reveal(),
    client_secret: secret.reveal(),
  });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  const request = { method: 'POST', body: form, signal, redirect: 'error' as const };
  const response = await fetch(tokenUrl, request).catch((thrown: unknown) => {
    throw new McpFault('unreachable', `its token address does not answer: ${messageOf(thrown)}`);
  });
  const token = tokenIn((await response.text()).slice(0, MOST_TOKEN_BYTES));
  if (!response.ok || token === null) {
    throw new McpFault(
      'auth-required',
      `its token address gave no token (HTTP ${response.status})`,
    );
  }
  return { authorization: `Bearer ${token}` };
}

function tokenIn(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== 'object' || answer === null || !('access_token' in answer)) return null;
    return typeof answer.access_token === 'string' ? answer.access_token : null;
  } catch {
    return null;
  }
}
