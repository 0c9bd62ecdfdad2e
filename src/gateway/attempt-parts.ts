import type { LlmgwConfig } from '../config/types.ts';
import type { ApiError } from '../core/api-error.ts';
import type { Usage } from '../core/llm.ts';
import type { Exchange } from '../http/exchange.ts';
import type { UpstreamHead } from '../http/upstream.ts';
import type { EncodedCall, ProviderCall } from '../providers/provider.ts';
import type { AttemptFailure, AttemptOutcome } from './attempt-outcome.ts';
import type { Deployment } from './deployment.ts';
import type { Gateway } from './gateway.ts';

/** Everything one attempt needs. */
export interface AttemptSetup {
  readonly gateway: Gateway;
  readonly exchange: Exchange;
  readonly deployment: Deployment;
  readonly call: ProviderCall;
  readonly encoded: EncodedCall;
  readonly limits: LlmgwConfig;
  /** From sending to the first content token of a stream, or to the end of an answer. */
  readonly firstLimitMs: number;
  /** Between two chunks of a stream. */
  readonly idleMs: number;
  /** Builds the header block at the moment the answer begins. */
  readonly headersOf: (head: UpstreamHead, upstreamMs: number) => string[];
}

/** Takes the body of an upstream's answer. One per attempt, chosen by the answer's head. */
export interface BodyReader {
  readonly usage: Usage | null;
  /** False: the client is slow, stop reading. */
  push(chunk: Buffer): boolean;
  /** The body is complete. */
  end(): void;
  /** The answer ends here: true when the client has a part and was told that it is not whole. */
  breakOff(error: ApiError): boolean;
}

/** What a reader may do to its attempt. */
export interface ReaderHost {
  readonly setup: AttemptSetup;
  readonly firstTokenAt: number | null;
  markFirstToken(): void;
  expectEndWithin(ms: number): void;
  headers(): string[];
  fail(failure: AttemptFailure): void;
  settle(outcome: AttemptOutcome): void;
}
