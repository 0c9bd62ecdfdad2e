import type { FailureClass } from '../../../src/resilience/failure-class.ts';
import type {
  UpstreamCall,
  UpstreamClient,
  UpstreamHandler,
  UpstreamRequest,
} from '../../../src/http/upstream.ts';
import { ScriptedCall } from '../scripted-upstream.ts';

/** What an upstream says of each class; null: nothing at all. */
const ANSWERS: Readonly<Record<FailureClass, readonly [status: number, code: string] | null>> = {
  transient: [502, 'bad_gateway'],
  overloaded: [503, 'overloaded'],
  timeout: null,
  rate_limit: [429, 'rate_limit_exceeded'],
  quota: [429, 'insufficient_quota'],
  credential: [401, 'invalid_api_key'],
  permission: [403, 'permission_denied'],
  model_gone: [404, 'model_not_found'],
  region: [403, 'unsupported_country_region_territory'],
  context_window: [400, 'context_length_exceeded'],
  content_policy: [400, 'content_policy_violation'],
  unsupported: [400, 'unsupported_parameter'],
  caller_fault: [400, 'invalid_value'],
  unknown: [418, 'nobody_knows'],
};

/** An upstream that fails every call in one way, at once or never. */
export class FailingUpstream implements UpstreamClient {
  readonly #failureClass: FailureClass;

  constructor(failureClass: FailureClass) {
    this.#failureClass = failureClass;
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const call = new ScriptedCall(request, handler);
    const answer = ANSWERS[this.#failureClass];
    if (answer === null) return call;
    const [status, code] = answer;
    const error = { message: 'no', code, type: null, param: null };
    return answerSoon(call, status, JSON.stringify({ error }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** An upstream that is well. */
export class HealthyUpstream implements UpstreamClient {
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const message = { role: 'assistant', content: 'hello' };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    return answerSoon(new ScriptedCall(request, handler), 200, JSON.stringify({ choices }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function answerSoon(call: ScriptedCall, status: number, body: string): ScriptedCall {
  queueMicrotask(() => {
    call.head(status, { 'content-type': 'application/json' });
    call.data(body);
    call.end();
  });
  return call;
}
