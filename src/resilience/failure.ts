/** What a provider's error means, whoever the provider is. */
export type FailureClass =
  /** Broken for a moment: worth another try. */
  | 'transient'
  /** Up, but without capacity. */
  | 'overloaded'
  /** The provider, or something before it, ran out of time. */
  | 'timeout'
  /** Too fast: the same call works later. */
  | 'rate_limit'
  /** Out of credit or over a spending limit: waiting does not help. */
  | 'quota'
  /** The key is wrong, expired or disabled. */
  | 'credential'
  /** The key is right, but may not do this. */
  | 'permission'
  /** The model or deployment does not exist (any more). */
  | 'model_gone'
  /** Refused because of where the call comes from. */
  | 'region'
  /** The prompt is longer than the model takes. */
  | 'context_window'
  /** Refused because of what the prompt says. */
  | 'content_policy'
  /** The model or provider cannot do what a parameter asks. */
  | 'unsupported'
  /** The request is wrong in another way. */
  | 'caller_fault'
  | 'unknown';

/** A provider's error as an adapter read it. */
export interface ProviderFailure {
  /** HTTP status; for an error inside a 200, the one the adapter derived. */
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  readonly message: string;
}
