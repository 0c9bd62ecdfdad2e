import type { LlmRequest } from '../core/llm.ts';
import type { StreamTape } from '../core/stream-tape.ts';
import type { Provider } from '../providers/provider.ts';

/**
 * What may be done for a stream that broke off after the client got some of it. `auto`: have the
 * target go on from there where it can, else have it answer anew and leave out what was delivered.
 * `prefill` and `replay` allow only the one.
 */
export type RescueMode = 'auto' | 'prefill' | 'replay' | 'off';

/** A broken stream, and who might complete it. */
export interface RescueQuestion {
  readonly mode: RescueMode;
  readonly request: LlmRequest;
  /** What the client has. */
  readonly tape: StreamTape;
  readonly provider: Pick<Provider, 'prefill'>;
  /** The model as the target calls it. */
  readonly model: string;
}

/** How this target is to complete the stream; null when it cannot, as `rescueObstacle` explains. */
export function planRescue(question: RescueQuestion): 'prefill' | 'replay' | null {
  if (findObstacle(question) !== null) return null;
  if (question.mode !== 'replay' && canPrefill(question)) return 'prefill';
  return question.mode === 'prefill' ? null : 'replay';
}

/** Why `planRescue` says null, in words for a log line; null when it does not. */
export function rescueObstacle(question: RescueQuestion): string | null {
  const obstacle = findObstacle(question);
  if (obstacle !== null || planRescue(question) !== null) return obstacle;
  return 'the target is not known to go on from a given beginning';
}

function findObstacle({ mode, request, tape }: RescueQuestion): string | null {
  if (mode === 'off') return 'stream rescue is off for this route';
  if (tape.multiple || asksForSeveral(request)) return 'several choices were asked for';
  if (tape.overflowed) return 'more was delivered than is kept to compare with';
  return tape.untracked ? 'content was delivered that cannot be compared' : null;
}

function asksForSeveral({ json }: LlmRequest): boolean {
  const { n, prompt } = json;
  const isBatch = Array.isArray(prompt) && prompt.length > 1 && typeof prompt[0] !== 'number';
  return isBatch || (typeof n === 'number' && n > 1);
}

/** Reasoning and tool calls cannot be given back to a model as a beginning; only text can. */
function canPrefill({ request, tape, provider, model }: RescueQuestion): boolean {
  if (tape.reasoning() !== '' || tape.toolCalls().size > 0) return false;
  return (provider.prefill?.(request, model, tape.content()) ?? null) !== null;
}
