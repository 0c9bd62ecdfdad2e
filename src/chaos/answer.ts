const WORDS =
  'Beyond the last row of houses the river bends around a meadow where horses graze in every ' +
  'season and children learn to skim flat stones, and when the evening bell sounds from the far ' +
  'bank the ferryman lights his lamp, counts the coins of the day, and tells whoever is still ' +
  'there how the bridge was swept away in spring.';

/** The fixed text of a healthy answer: sixty words, one a token. */
export const SIXTY_TOKENS: readonly string[] = WORDS.match(/ ?\S+/g) ?? [];

/** The same as one text: completeness is an exact comparison. */
export const SIXTY_WORDS = SIXTY_TOKENS.join('');

export const PROMPT_TOKENS = 7;
const CREATED_S = 1_700_000_000;
/** Powers of two: the same number in 32 bits and in JSON. */
const VECTOR = Float32Array.from([0.5, -0.25, 0.125, -0.0625]);

/** What a chunk or an answer is about. */
export interface AnswerHead {
  readonly id: string;
  readonly model: string;
}

/** A server-sent event. */
export function event(value: unknown): string {
  return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}

/** One chunk of a stream. */
export function chunk(
  { id, model }: AnswerHead,
  delta: object,
  finishReason: string | null = null,
): object {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  return { id, object: 'chat.completion.chunk', created: CREATED_S, model, choices };
}

/** The chunk that a client asked for with `stream_options.include_usage`. */
export function usageChunk({ id, model }: AnswerHead, tokens: number): object {
  const usage = usageOf(tokens);
  return { id, object: 'chat.completion.chunk', created: CREATED_S, model, choices: [], usage };
}

/** A whole answer. */
export function completion({ id, model }: AnswerHead, tokens: readonly string[]): object {
  const message = { role: 'assistant', content: tokens.join('') };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  const usage = usageOf(tokens.length);
  return { id, object: 'chat.completion', created: CREATED_S, model, choices, usage };
}

/** A vector for each text; as Base64 of 32-bit floats where that is asked for. */
export function embeddings({ model }: AnswerHead, count: number, asBase64: boolean): object {
  const embedding = asBase64 ? Buffer.from(VECTOR.buffer).toString('base64') : [...VECTOR];
  const data = Array.from({ length: count }, (_, index) => ({
    object: 'embedding',
    index,
    embedding,
  }));
  const usage = { prompt_tokens: PROMPT_TOKENS * count, total_tokens: PROMPT_TOKENS * count };
  return { object: 'list', data, model, usage };
}

function usageOf(tokens: number): object {
  return {
    prompt_tokens: PROMPT_TOKENS,
    completion_tokens: tokens,
    total_tokens: PROMPT_TOKENS + tokens,
  };
}
