import type { GeneralConfig, PassThroughConfig } from '../config/types.ts';
import { joinTarget, matchEndpoint } from '../core/route-path.ts';
import type { ApiError } from '../core/api-error.ts';
import type { RequestRecord } from '../gateway/record-usage.ts';
import { forwardRaw, type ForwardResult } from '../gateway/forward-raw.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { downstreamHeaders, upstreamHeaders } from '../gateway/pass-through-headers.ts';
import { bodyRefusal, methodNotAllowed } from '../gateway/refusals.ts';
import { sendError } from '../gateway/respond.ts';
import type { Exchange } from '../http/exchange.ts';
import { requirePrincipal } from './guard.ts';
import { clientError } from '../gateway/client-error.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** Not TRACE: the target would send our own credentials back to the client. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Answers from `general_settings.pass_through_endpoints`, or returns null when no endpoint matches.
 * Looked up on the live configuration, so a reload adds and removes endpoints without a trace.
 */
export function passThrough(gateway: Gateway, exchange: Exchange): Promise<void> | null {
  for (const endpoint of gateway.runtime.config.passThrough) {
    const match = matchEndpoint(exchange.path, endpoint);
    if (match !== null) return answer(gateway, exchange, { endpoint, rest: match.rest });
  }
  return null;
}

interface Matched {
  readonly endpoint: PassThroughConfig;
  readonly rest: string;
}

async function answer(gateway: Gateway, exchange: Exchange, matched: Matched): Promise<void> {
  const { endpoint, rest } = matched;
  const { general, llmgw } = gateway.runtime.config;
  const refuse = (error: ApiError) => {
    sendError(exchange, error, llmgw.errorCode);
    const { status, code } = error;
    record(gateway, exchange, { route: endpoint.path, status, errorCode: code });
  };
  const methods = endpoint.methods ?? METHODS;
  if (!methods.includes(exchange.method)) {
    refuse(methodNotAllowed(exchange.method, exchange.path, methods.join(', ')));
    return;
  }
  if (endpoint.auth && (await requirePrincipal(gateway, exchange)) === null) return;
  const url = joinTarget(endpoint.target, rest, {
    client: exchange.query,
    mergeTarget: endpoint.mergeQueryParams,
    defaults: endpoint.defaultQueryParams,
  });
  if (url === null) {
    refuse(BAD_SUBPATH);
    return;
  }
  const body = await exchange.readBody(general.maxRequestBytes);
  if (typeof body === 'string') {
    const refusal = bodyRefusal(body, general.maxRequestBytes);
    if (refusal !== null) refuse(refusal);
    return;
  }
  const prepared = await withSkills(gateway, exchange, { endpoint, body });
  if ('status' in prepared) refuse(prepared);
  else await send(gateway, exchange, { endpoint, url: new URL(url), ...prepared });
}

interface Received {
  readonly endpoint: PassThroughConfig;
  readonly body: Buffer;
}

/** Skills are for callers with a key; Anthropic's Messages API is the one that knows them. */
async function withSkills(
  { skills }: Gateway,
  { method, path }: Exchange,
  { endpoint, body }: Received,
): Promise<{ readonly body: Buffer; readonly skills: string | null } | ApiError> {
  const isMessages = endpoint.auth && method === 'POST' && path.endsWith('/v1/messages');
  if (!isMessages || skills === undefined) return { body, skills: null };
  const prepared = await skills.prepareMessages(body);
  return 'status' in prepared ? prepared : { body: prepared.body, skills: prepared.header };
}

interface Outgoing extends Received {
  readonly url: URL;
  /** `x-llmgw-skills` of the answer. */
  readonly skills: string | null;
}

async function send(gateway: Gateway, exchange: Exchange, outgoing: Outgoing): Promise<void> {
  const { endpoint, url, body, skills } = outgoing;
  const { general, llmgw } = gateway.runtime.config;
  const result = await forwardRaw(gateway, exchange, {
    request: {
      origin: url.origin,
      method: exchange.method,
      path: `${url.pathname}${url.search}`,
      headers: [
        ...upstreamHeaders(endpoint, withoutKey(exchange.rawHeaders(), general)),
        ...login(url, endpoint),
      ],
      body: body.length === 0 ? null : body,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    },
    timeoutMs: endpoint.timeoutMs,
    holdErrors: llmgw.wrapPassThroughErrors,
    headersOf: (head) => [
      ...downstreamHeaders(head, exchange.id),
      ...(skills === null ? [] : ['x-llmgw-skills', skills]),
    ],
  });
  const error = errorOf(result);
  if (error !== null) sendError(exchange, error, llmgw.errorCode);
  const status = result.kind === 'done' ? result.status : (error?.status ?? 499);
  record(gateway, exchange, { route: endpoint.path, status, errorCode: error?.code ?? null });
}

function errorOf(result: ForwardResult): ApiError | null {
  if (result.kind === 'failed') return clientError(result.failure);
  return result.kind === 'rejected' ? wrapped(result.status, result.text) : null;
}

type Noted = Pick<RequestRecord, 'route' | 'status' | 'errorCode'>;

/** Pass-through calls are in the log and the metrics like any other, under the endpoint's path. */
function record(gateway: Gateway, exchange: Exchange, noted: Noted): void {
  gateway.recorder.record({
    ...noted,
    id: exchange.id,
    requestedModel: '',
    group: '',
    stream: false,
    attempts: [],
    retries: 0,
    retriesRefused: 0,
    fallbacks: 0,
    hedges: 0,
    usage: null,
    totalMs: gateway.clock.now() - exchange.startedAt,
    key: '',
    aborted: exchange.aborted,
  });
}

/** The key to this gateway is not for the target, wherever the client has put it. */
function withoutKey(headers: readonly string[], general: GeneralConfig): string[] {
  const masterKey = general.masterKey?.reveal();
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = headers.slice(i, i + 2);
    const isKey = masterKey !== undefined && value.split(/\s+/).includes(masterKey);
    if (!isKey && name.toLowerCase() !== general.keyHeaderName) kept.push(name, value);
  }
  return kept;
}

/** `user:password@` of a target becomes a header: a request line carries no login. */
function login({ username, password }: URL, { headers }: PassThroughConfig): string[] {
  const isConfigured = Object.keys(headers).some((name) => /^authorization$/i.test(name));
  if (isConfigured || (username === '' && password === '')) return [];
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`];
}

/** LiteLLM's envelope around whatever the target said. */
function wrapped(status: number, text: string): ApiError {
  return { status, type: 'None', code: 'pass_through_error', message: text, param: 'None' };
}

const BAD_SUBPATH: ApiError = {
  status: 400,
  type: 'invalid_request_error',
  code: 'bad_path',
  message: 'The path would leave the target of this pass-through endpoint.',
};
