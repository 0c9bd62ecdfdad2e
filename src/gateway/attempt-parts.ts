import type { LlmgwConfig } from '../config/types.ts';
import type { Usage } from '../core/llm.ts';
import type { StreamTape } from '../core/stream-tape.ts';
import type { Exchange } from '../http/exchange.ts';
import type { UpstreamHead } from '../http/upstream.ts';
import type { EncodedCall, ProviderCall } from '../providers/provider.ts';
import type { AttemptFailure, AttemptOutcome } from './attempt-outcome.ts';
import type { ClientStream } from './client-stream.ts';
import type { Deployment } from './deployment.ts';
import type { Gateway } from './gateway.ts';
import type { HeldPermit } from './held-permit.ts';

/** Everything one attempt needs. */
export interface AttemptSetup {
  readonly gateway: Gateway;
  readonly exchange: Exchange;
  readonly deployment: Deployment;
  readonly permit: HeldPermit;
  readonly call: ProviderCall;
  readonly encoded: EncodedCall;
  readonly limits: LlmgwConfig;
  /** From sending to the first content token of a stream, or to the end of an answer. */
  readonly firstLimitMs: number;
  /** Between two chunks of a stream. */
  readonly idleMs: number;
  /** What the configuration grants to the first token or the end: cut earlier proves nothing. */
  readonly configuredMs: number;
  /** Null for a whole answer. */
  readonly stream: StreamSetup | null;
  /** Null when nobody else is trying to answer the same request. */
  readonly race: Race | null;
  /** Builds the header block at the moment the answer begins. */
  readonly headersOf: (answer: AnswerBeginning) => string[];
}

/** What is known when an answer begins. */
export interface AnswerBeginning {
  readonly head: UpstreamHead;
  /** Milliseconds since the attempt was sent. */
  readonly upstreamMs: number;
  /** Of a whole answer; null for a stream. */
  readonly usage: Usage | null;
}

/** What a stream is handed on with. */
export interface StreamSetup {
  readonly client: ClientStream;
  /** Cuts what the client has already; null for an answer from its beginning. */
  readonly splicer: Splicer | null;
  /** Keep the beginning back until so many tokens or milliseconds; null sends at once. */
  readonly holdBack: { readonly tokens: number; readonly ms: number } | null;
}

/** Continues a delivered part with another deployment's stream. */
export interface Splicer {
  /** The new stream contradicts what was delivered. `at` counts characters. */
  readonly diverged: { readonly at: number } | null;
  /** Complete events in, what the client is to get of them out. */
  push(events: Buffer): Buffer | null;
  /** The new stream is complete: what still waited. */
  end(): Buffer | null;
  /** The client's view of the usage: the prompt once, the completion as delivered. */
  usage(usage: Usage): Usage;
  /** All the client has. */
  delivered(): StreamTape;
}

/** Several attempts at one answer: the first that has something to say is the one heard. */
export interface Race {
  join(attempt: RaceRunner): void;
  /** True for the first to ask; the others are ended. */
  claim(attempt: RaceRunner): boolean;
}

/** One of them. */
export interface RaceRunner {
  settle(outcome: AttemptOutcome): void;
}

/** Takes the body of an upstream's answer. One per attempt, chosen by the answer's head. */
export interface BodyReader {
  readonly usage: Usage | null;
  /** Pieces of content that came of a stream: about one a token. */
  readonly heard: number;
  /** False: the client is slow, stop reading. */
  push(chunk: Buffer): boolean;
  /** The body is complete. */
  end(): void;
  /** The answer ends here: completes it if only the farewell is missing, else notes how far it came. */
  breakOff(): void;
  /** The time asked for with `wakeAt` has come. */
  wake(): void;
}

/** What a reader may do to its attempt. */
export interface ReaderHost {
  readonly setup: AttemptSetup;
  readonly firstTokenAt: number | null;
  readonly settled: boolean;
  markFirstToken(): void;
  expectEndWithin(ms: number): void;
  /** Calls the reader's `wake` at this clock time, or soon after. */
  wakeAt(ms: number): void;
  /** True when this attempt is the one that answers. */
  claim(): boolean;
  headers(): string[];
  fail(failure: AttemptFailure): void;
  settle(outcome: AttemptOutcome): void;
}
