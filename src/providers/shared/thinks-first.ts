import type { LlmRequest } from '../../core/llm.ts';

/** Families whose models think before their first visible token, by their makers' names. */
const THINKING_MODEL =
  /(?:^|[/:.])(?:o[1-9](?:$|-)|gpt-5(?!.*-chat)|magistral|qwq|grok-(?:3-mini|[4-9]))|deep-research|reasoner|reasoning|thinking|deepseek-r\d|-r1(?:$|[-:])/i;
const PLAIN_MODEL = /non-(?:reasoning|thinking)/i;

const NO_EFFORT: ReadonlySet<unknown> = new Set([undefined, null, 'none', 'minimal', false]);

/**
 * Whether a call may be silent for long although all is well: the model thinks before it speaks, and
 * its provider does not stream the thoughts.
 */
export function thinksFirst({ json }: LlmRequest, model: string): boolean {
  if (!NO_EFFORT.has(json['reasoning_effort'])) return true;
  if (isOn(json['thinking']) || isOn(json['reasoning']) || json['enable_thinking'] === true) {
    return true;
  }
  return THINKING_MODEL.test(model) && !PLAIN_MODEL.test(model);
}

function isOn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === true;
  return !('type' in value && value.type === 'disabled');
}
