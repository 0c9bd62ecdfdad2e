import type { Usage } from '../core/llm.ts';
import type { ProviderError } from '../providers/provider.ts';
import type { FailureClass } from '../resilience/failure-class.ts';

/** Why an attempt failed. */
export interface AttemptFailure {
  readonly failureClass: FailureClass;
  /** What the provider said, or what we say for it when it said nothing. */
  readonly error: ProviderError;
  readonly retryAfterMs: number | null;
  /** `local`: no byte of an answer came. */
  readonly origin: 'local' | 'upstream';
  /** Our deadline passed without a content token. */
  readonly silent: boolean;
  /** A keep-alive socket had gone stale: the request was most likely never seen. */
  readonly staleSocket: boolean;
  /** Nothing the upstream can be blamed for. */
  readonly ours: boolean;
}

/** How an attempt ended. */
export type AttemptOutcome =
  /** The client has the complete answer. */
  | { readonly kind: 'answered' }
  /** Another attempt may follow; a stream that has begun goes on from where it is. */
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  /** The client left, or the stopping gateway cut the answer. */
  | { readonly kind: 'aborted'; readonly cut: boolean }
  /** Another attempt at the same answer was faster. */
  | { readonly kind: 'lost' };

/** What an attempt measured. Clock milliseconds. */
export interface AttemptMeasure {
  readonly sentAt: number;
  readonly firstTokenAt: number | null;
  readonly endedAt: number;
  readonly status: number | null;
  readonly usage: Usage | null;
  /** Pieces of content of a stream: about one a token. */
  readonly heard: number;
}
