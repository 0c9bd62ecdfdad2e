import type { ApiError } from '../core/api-error.ts';
import type { LlmRequest, Operation } from '../core/llm.ts';
import { parseLlmRequest } from './parse-request.ts';
import type { Runtime } from './runtime.ts';
import { operationOfBody, operationOfMode, SMALL_BODIES } from './small-request.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A request of which only the parts are known that matter to whoever asks: the rest is made up. What
 * it is for shows in the body (`messages`, `input`…), else in the `model_info.mode` of its model.
 */
export function completeRequest(runtime: Runtime, body: Buffer): LlmRequest | ApiError {
  const override = { fromPath: null, forced: runtime.config.general.completionModel };
  const fields = readFields(body);
  // It says what is wrong with it.
  if (fields === null) return parseLlmRequest('chat', body, override);
  const operation = operationOfBody(fields) ?? operationOfModel(runtime, fields['model']);
  const whole = { ...SMALL_BODIES[operation], ...fields };
  return parseLlmRequest(operation, Buffer.from(JSON.stringify(whole)), override);
}

function operationOfModel({ table }: Runtime, model: unknown): Operation {
  const route = typeof model === 'string' ? table.resolve(model) : null;
  const mode = route?.candidates[0]?.deployment.config.mode ?? null;
  return operationOfMode(mode) ?? 'chat';
}

function readFields(body: Buffer): Fields | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
