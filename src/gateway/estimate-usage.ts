import type { LlmRequest, Usage } from '../core/llm.ts';

/** English text has about so many bytes a token; JSON around it makes it a little less. */
const BYTES_PER_TOKEN = 4;
/** A picture, whatever its size in bytes: providers count what is seen. */
const TOKENS_PER_ATTACHMENT = 250;
/** Where the bytes of a `data:` URL begin. */
const ATTACHMENT = ';base64,';

/**
 * What a stream came to that nobody counted: the provider said nothing of it, or the client left
 * before it could. `heard`: pieces of content, about one a token.
 */
export function estimateUsage({ body }: Pick<LlmRequest, 'body'>, heard: number): Usage {
  const { count, bytes } = measureAttachments(body);
  const textTokens = Math.ceil((body.length - bytes) / BYTES_PER_TOKEN);
  const promptTokens = textTokens + count * TOKENS_PER_ATTACHMENT;
  return { promptTokens, completionTokens: heard, totalTokens: promptTokens + heard };
}

function measureAttachments(body: Buffer): { readonly count: number; readonly bytes: number } {
  let count = 0;
  let bytes = 0;
  for (let at = body.indexOf(ATTACHMENT); at !== -1; at = body.indexOf(ATTACHMENT, at)) {
    const quote = body.indexOf('"', at);
    const end = quote === -1 ? body.length : quote;
    count += 1;
    bytes += end - at;
    at = end;
  }
  return { count, bytes };
}
