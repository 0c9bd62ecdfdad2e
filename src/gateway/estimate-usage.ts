import type { LlmRequest, Usage } from '../core/llm.ts';

/** English text has about so many bytes a token; JSON around it makes it a little less. */
const BYTES_PER_TOKEN = 4;

/**
 * What a stream came to that nobody counted: the provider said nothing of it, or the client left
 * before it could. `heard`: pieces of content, about one a token.
 */
export function estimateUsage({ body }: Pick<LlmRequest, 'body'>, heard: number): Usage {
  const promptTokens = Math.ceil(body.length / BYTES_PER_TOKEN);
  return { promptTokens, completionTokens: heard, totalTokens: promptTokens + heard };
}
