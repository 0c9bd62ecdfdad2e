import type { ApiError } from '../core/api-error.ts';
import { suggest } from '../core/suggest.ts';
import type { LlmRequest } from '../core/llm.ts';
import { badRequest } from './refusals.ts';
import type { Route } from './routing-table.ts';
import type { Runtime } from './runtime.ts';

/** Parameters by which a caller could send the operator's key to a host of its own. */
const ADDRESS_PARAMS = ['api_base', 'base_url'] as const;

/**
 * The route of a request, or why it may not go anywhere. `model`: what the caller means by the name
 * it used.
 */
export function admit(
  runtime: Runtime,
  request: LlmRequest,
  model: string = request.model,
): Route | ApiError {
  const redirected = ADDRESS_PARAMS.find((name) => request.json[name] !== undefined);
  if (redirected !== undefined) {
    return badRequest(
      'client_address_refused',
      `"${redirected}" may not be set by a request: the gateway's configuration decides where calls go.`,
      redirected,
    );
  }
  return runtime.table.resolve(model) ?? unknownModel(runtime, request.model);
}

/** LiteLLM's status for an unknown model is 400, not 404. */
function unknownModel(runtime: Runtime, model: string): ApiError {
  const reason = runtime.config.unserved.get(model);
  if (reason !== undefined) {
    return badRequest(
      'model_not_served',
      `The model "${model}" is configured, but ${reason}.`,
      'model',
    );
  }
  const near = suggest(model, runtime.table.names());
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  const shown = model.length > 100 ? `${model.slice(0, 100)}…` : model;
  return badRequest(
    'model_not_found',
    `Invalid model name passed in model=${shown}.${hint} Call GET /v1/models to view available models for your key.`,
    'model',
  );
}
