/** A tool call in a healthy answer. */
export interface FakeToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a healthy provider says, before a dialect gives it a shape. */
export interface FakeAnswer {
  readonly tokens: readonly string[];
  /** Reasoning before the answer (`reasoning_content`, Ollama's `thinking`). */
  readonly reasoning: readonly string[];
  readonly toolCalls: readonly FakeToolCall[];
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

const WORDS =
  'The harbour lay quiet under a thin grey mist while the first boats slipped their ropes and ' +
  'turned toward open water, and on the stone quay an old woman counted baskets that ' +
  'would come back heavy by noon if the wind held, as it had held on every morning she could ' +
  'remember since the year the lighthouse lost its lamp.';

/** The fixed text of a healthy answer: sixty words, one token each. */
export const SIXTY_TOKENS: readonly string[] = WORDS.match(/ ?\S+/g) ?? [];

/** The same as one text. */
export const SIXTY_WORDS = SIXTY_TOKENS.join('');

/** Fills in the fixed text and its counts. */
export function toAnswer(parts: Partial<FakeAnswer> = {}): FakeAnswer {
  const tokens = parts.tokens ?? (parts.toolCalls === undefined ? SIXTY_TOKENS : []);
  return {
    reasoning: [],
    toolCalls: [],
    finishReason: parts.toolCalls === undefined ? 'stop' : 'tool_calls',
    promptTokens: 7,
    completionTokens: tokens.length,
    ...parts,
    tokens,
  };
}
