import type { RequestDraft } from '../../shared/request-draft.ts';
import type { OutgoingParam } from '../row.ts';

const SAMPLING: ReadonlySet<string> = new Set([
  'frequency_penalty',
  'logprobs',
  'presence_penalty',
  'top_logprobs',
  'top_p',
]);
const NOT_FOR_GPT_5: ReadonlySet<string> = new Set([
  ...SAMPLING,
  'audio',
  'logit_bias',
  'modalities',
  'prediction',
  'stop',
]);
const ONLY_FOR_REASONING: ReadonlySet<string> = new Set(['reasoning_effort', 'verbosity']);

/** OpenAI's models that think before they answer take fewer parameters than the others. */
export function refusesForReasoning({ name, value, model, draft }: OutgoingParam): boolean {
  const family = familyOf(model);
  if (family === 'plain') return ONLY_FOR_REASONING.has(name) && /^gpt-(?:3\.5|4)/.test(model);
  if (family === 'unknown' || canSample(model, draft)) return false;
  if (name === 'temperature') return value !== 1;
  return (family === 'gpt-5' ? NOT_FOR_GPT_5 : SAMPLING).has(name);
}

/** `max_tokens` does not exist for models that think. */
export function renameMaxTokens(draft: RequestDraft, model: string): void {
  const family = familyOf(model);
  if (family === 'o' || family === 'gpt-5') draft.rename('max_tokens', 'max_completion_tokens');
}

function familyOf(model: string): 'o' | 'gpt-5' | 'plain' | 'unknown' {
  const name = model.slice(model.lastIndexOf('/') + 1);
  if (/^o[1-9](?:-|$)/.test(name) || model.startsWith('o_series/')) return 'o';
  if (model.startsWith('gpt5_series/')) return 'gpt-5';
  if (/^gpt-5(?!.*-chat)/.test(name)) return 'gpt-5';
  return name.startsWith('gpt-') ? 'plain' : 'unknown';
}

/** From gpt-5.1 on, sampling is free where no reasoning is asked for. */
function canSample(model: string, draft: RequestDraft): boolean {
  if (!/gpt-5\.[1-9]/.test(model)) return false;
  const effort = draft.get('reasoning_effort') ?? 'none';
  return effort === 'none';
}
