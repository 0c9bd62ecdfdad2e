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
}

/** How an attempt ended. */
export type AttemptOutcome =
  /** The client has the complete answer. */
  | { readonly kind: 'answered' }
  /** Nothing was sent to the client: another attempt may follow. */
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  /** The stream broke after content went out; the client was told in-band. */
  | { readonly kind: 'broken'; readonly failure: AttemptFailure }
  /** The client left. */
  | { readonly kind: 'aborted' };

/** What an attempt measured. Clock milliseconds. */
export interface AttemptMeasure {
  readonly sentAt: number;
  readonly firstTokenAt: number | null;
  readonly endedAt: number;
  readonly status: number | null;
  readonly usage: Usage | null;
}
