/** What a client may ask of a model. */
export type Operation = 'chat' | 'completion' | 'embedding' | 'rerank';

/** Tokens as the provider counted them. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** Of the prompt: read from the provider's cache. */
  readonly cacheReadTokens?: number;
  /** Of the prompt: written to it. */
  readonly cacheWriteTokens?: number;
  /** Of the completion: thought, not said. */
  readonly reasoningTokens?: number;
}

/** A half-open range of bytes: `[start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A checked request of a client, in OpenAI's dialect. */
export interface LlmRequest {
  readonly operation: Operation;
  /** The model name the client asked for. */
  readonly model: string;
  readonly stream: boolean;
  /** `stream_options.include_usage` as the client sent it. */
  readonly includeUsage: boolean;
  /** The body exactly as it came (JSON, UTF-8); never modified. */
  readonly body: Buffer;
  /** The parsed body. Read-only: several attempts share it. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Where top-level values lie in `body`, by key; the last of duplicate keys. */
  readonly spans: ReadonlyMap<string, Span>;
}
