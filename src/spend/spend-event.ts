import type { Caller } from '../access/caller.ts';

/** Tokens of one call, in the parts that have prices of their own. */
export interface BilledUsage {
  /** All input tokens, the cached ones included. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
}

/** One request that has ended, complete: what the spend tables are written from. */
export interface SpendEvent {
  /** Unique: a second one with the same id is the same request and is not billed again. */
  readonly requestId: string;
  /** As LiteLLM names it: `acompletion`, `aembedding`, `atext_completion`, `arerank`. */
  readonly callType: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Of the first token; null for whole answers. */
  readonly firstTokenAtMs: number | null;
  readonly status: 'success' | 'failure';
  /** Our error code; null when it went well. */
  readonly errorCode: string | null;
  /** The model as the provider calls it. */
  readonly model: string;
  /** Of the deployment: `model_info.id`. */
  readonly modelId: string;
  readonly modelGroup: string;
  readonly provider: string;
  readonly apiBase: string;
  readonly usage: BilledUsage;
  /** US dollars. */
  readonly costUsd: number;
  readonly caller: Caller;
  readonly requesterIp: string;
  /** `x-litellm-trace-id`, or empty. */
  readonly sessionId: string;
  readonly retries: number;
}
