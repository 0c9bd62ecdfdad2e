import { LlmgwError } from '../../src/core/errors.ts';
import { ROUTE_PLAN_SCHEMA } from '../../src/gateway/explain-route.ts';
import type { RoutePlan } from '../../src/gateway/route-plan.ts';
import { postJson } from '../../src/http/post-json.ts';
import type { CommandContext } from '../context.ts';
import type { ExplainOptions } from './explain-options.ts';
import { gatewayKey } from '../gateway-key.ts';
import { unknownModel } from './unknown-model.ts';

type Question = Pick<ExplainOptions, 'assume' | 'timeoutMs'> & { readonly url: URL };

const MAX_BYTES = 16 * 1_048_576;

/** As a running gateway would do it now. */
export async function askGateway(
  { url, assume, timeoutMs }: Question,
  context: CommandContext,
  body: string,
): Promise<RoutePlan> {
  const key = gatewayKey(context);
  const headers = key === null ? [] : ['authorization', `Bearer ${key.reveal()}`];
  const post = { url: addressOf(url, assume), headers, body, timeoutMs, maxBytes: MAX_BYTES };
  const result = await postJson(context.upstream(), context.clock, post);
  const where = url.origin;
  if (result.kind === 'fault') {
    const code = result.reason === 'too_large' ? 'E_REMOTE' : 'E_UNREACHABLE';
    const hint = 'check the address given with --url, and that the gateway runs';
    throw new LlmgwError(code, `the gateway did not answer: ${result.message}`, { where, hint });
  }
  const answer = parse(result.text);
  if (isPlan(answer)) return answer;
  throw refusal({ status: result.status, answer, where });
}

/** A gateway may live below a path. */
function addressOf(base: URL, assume: string): URL {
  const address = new URL(base);
  address.pathname = `${base.pathname.replace(/\/+$/, '')}/health/route`;
  address.search = `?assume=${assume}`;
  address.hash = '';
  return address;
}

function isPlan(answer: unknown): answer is RoutePlan {
  if (typeof answer !== 'object' || answer === null) return false;
  return 'schema' in answer && answer.schema === ROUTE_PLAN_SCHEMA;
}

interface Refused {
  readonly status: number;
  readonly answer: unknown;
  readonly where: string;
}

function refusal({ status, answer, where }: Refused): LlmgwError {
  const { code, message } = errorOf(answer);
  const said = message === '' ? `it answered ${status}` : `${status}: ${message}`;
  if (status === 401 || status === 403) {
    return new LlmgwError('E_AUTH_REQUIRED', `the gateway wants its master key (${said})`, {
      where,
      hint: 'put it into LLMGW_KEY or LITELLM_MASTER_KEY, or run where `llmgw serve` keeps the one it made',
    });
  }
  const hint =
    status === 404 || status === 405
      ? 'is it an llmgw of this version or a later one?'
      : 'see what the gateway has in its log';
  return (
    unknownModel(code, message) ??
    new LlmgwError('E_REMOTE', `the gateway did not explain it (${said})`, { where, hint })
  );
}

/** Empty where the answer is no error of a gateway's. */
function errorOf(answer: unknown): { readonly code: string; readonly message: string } {
  const error = fieldOf(answer, 'error');
  const [code, message] = [fieldOf(error, 'code'), fieldOf(error, 'message')];
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message.slice(0, 500) : '',
  };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map(Object.entries(value)).get(name);
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROLS = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g;

/** What comes from elsewhere must not steer the terminal. */
function withoutControls(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll(CONTROLS, ' ') : value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, withoutControls);
  } catch {
    return null;
  }
}
