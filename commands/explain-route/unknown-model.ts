import { LlmgwError } from '../../src/core/errors.ts';

const CODES: ReadonlySet<string> = new Set(['model_not_found', 'model_not_served']);

/** The error for a model that is not served, in the words of the gateway; null for another refusal. */
export function unknownModel(code: string, message: string): LlmgwError | null {
  if (!CODES.has(code)) return null;
  return new LlmgwError('E_UNKNOWN_MODEL', message, {
    hint: 'a model is named by its group, an alias or a deployment id',
  });
}
