import type { Usage } from '../core/llm.ts';
import type { BilledUsage } from '../spend/spend-event.ts';

/** Usage with all its parts: what nobody told apart is 0. */
export function toBilled(usage: Usage): BilledUsage {
  return {
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    totalTokens: usage.totalTokens,
    cacheReadTokens: usage.cacheReadTokens ?? 0,
    cacheWriteTokens: usage.cacheWriteTokens ?? 0,
    reasoningTokens: usage.reasoningTokens ?? 0,
  };
}
