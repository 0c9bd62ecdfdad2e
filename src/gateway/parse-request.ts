import { isUtf8 } from 'node:buffer';
import type { ApiError } from '../core/api-error.ts';
import { scanTopLevel, spliceTopLevel } from '../core/json-scan.ts';
import type { LlmRequest, Operation } from '../core/llm.ts';
import { checkShape } from './request-shape.ts';
import { badRequest } from './refusals.ts';
import { describeJsonFault } from './json-fault.ts';

/** A model that comes from elsewhere than the body. */
export interface ModelOverride {
  /** From the path, e.g. `/openai/deployments/{model}/…`: wins over the body, as with Azure. */
  readonly fromPath: string | null;
  /** `general_settings.completion_model`: wins over everything. */
  readonly forced: string | null;
}

/**
 * Reads a client's body into a checked request, or says what is wrong with it. The bytes stay as
 * they came; a model from the path is written into them, so that adapters find it in one place.
 */
export function parseLlmRequest(
  operation: Operation,
  body: Buffer,
  override: ModelOverride,
): LlmRequest | ApiError {
  const json = parseObject(body);
  if ('status' in json) return json.error;
  const scan = scanTopLevel(body);
  if (scan.duplicate !== null) {
    return badRequest('duplicate_key', `The body has the key "${scan.duplicate}" twice.`, null);
  }
  const model = override.forced ?? override.fromPath ?? json.value['model'];
  if (typeof model !== 'string' || model === '') return missingModel(model);
  const wrong = checkShape(operation, json.value);
  if (wrong !== null) return wrong;
  const { stream, stream_options: options } = json.value;
  const request = {
    operation,
    model,
    stream: stream === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
    json: json.value,
  };
  if (scan.spans.has('model')) return { ...request, body, spans: scan.spans };
  const named = spliceTopLevel(body, scan.spans, new Map([['model', JSON.stringify(model)]]));
  return { ...request, body: named, spans: scanTopLevel(named).spans };
}

type Parsed =
  | { readonly value: Record<string, unknown> }
  | { readonly status: 'wrong'; readonly error: ApiError };

function parseObject(body: Buffer): Parsed {
  if (body.length === 0) return wrong('empty_body', 'The request has no body; send JSON.');
  if (!isUtf8(body)) return wrong('invalid_json', 'The body is not valid UTF-8.');
  const text = body.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return { value };
    return wrong('invalid_json', 'The body must be a JSON object.');
  } catch {
    return wrong('invalid_json', `The body is not valid JSON: ${describeJsonFault(text)}.`);
  }
}

function wrong(code: string, message: string): Parsed {
  return { status: 'wrong', error: badRequest(code, message, null) };
}

function missingModel(model: unknown): ApiError {
  const message =
    model === undefined || model === null || model === ''
      ? 'The body names no model; set "model" to one of those that GET /v1/models lists.'
      : '"model" must be a string.';
  return badRequest('missing_model', message, 'model');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
