import type { LlmRequest, Operation, Usage } from '../core/llm.ts';
import type { Secret } from '../core/secret.ts';
import type { StreamTape } from '../core/stream-tape.ts';

/** What an adapter learns of a deployment when the configuration loads. */
export interface ProviderSettings {
  /** The model as the provider calls it, without the provider prefix. May hold `*`. */
  readonly model: string;
  readonly apiKey: Secret | null;
  readonly apiBase: string | null;
  readonly apiVersion: string | null;
  readonly organization: string | null;
  /** Further `litellm_params` an adapter may know, e.g. `azure_ad_token`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** Merged into every upstream request's headers. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** Environment look-up for default bases and keys. */
  readonly env: (name: string) => string | undefined;
}

/** Where and how to reach a provider: made once per configuration, used by every request. */
export interface Target {
  /** `scheme://host:port`. */
  readonly origin: string;
  /** The path of each operation, query included. `{model}` stands for the encoded model name. */
  readonly paths: Readonly<Partial<Record<Operation, string>>>;
  /** Complete header block without content-length: name, value, name, value… Holds the credential. */
  readonly headers: readonly string[];
  /** Shown in `x-litellm-model-api-base`: no query, no credential. */
  readonly displayBase: string;
}

/** A deployment cannot be used as it is configured. */
export interface TargetProblem {
  readonly problem: string;
  readonly help: string;
}

/** Everything an adapter needs to encode one attempt. */
export interface ProviderCall {
  readonly request: LlmRequest;
  readonly target: Target;
  /** The model to send: wildcards already filled in. */
  readonly model: string;
  /** The model name to show the client in the answer. */
  readonly shownModel: string;
  readonly params: ParamPolicy;
  /** Unique per attempt; adapters derive generated ids from it, e.g. `chatcmpl-<id>`. */
  readonly id: string;
  /** Seconds since 1970, for `created` where the provider gives none. */
  readonly createdS: number;
}

/** Which parameters go through, which are dropped, which are added. */
export interface ParamPolicy {
  readonly dropUnsupported: boolean;
  readonly additionalDrop: readonly string[];
  readonly allowed: readonly string[];
  /** Parameters of the deployment the client did not set, e.g. `temperature`. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** `extra_body`: merged last. */
  readonly extraBody: Readonly<Record<string, unknown>>;
}

/** What goes on the wire. */
export interface EncodedCall {
  readonly path: string;
  readonly body: Buffer;
  /** Overrides `target.headers` where an attempt needs its own. */
  readonly headers?: readonly string[];
}

/** The request cannot be expressed for this provider: the client's fault, status 400. */
export interface UnsupportedCall {
  readonly unsupported: string;
  readonly param: string | null;
}

/** A provider's error as it said it; one table elsewhere decides what it means. */
export interface ProviderError {
  readonly status: number;
  readonly message: string;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
}

/** A complete answer, ready for the client. */
export interface DecodedAnswer {
  readonly body: Buffer;
  readonly usage: Usage | null;
  readonly finishReason: string | null;
}

/**
 * Turns a provider's stream into the client's events. One object per attempt; the caller pushes
 * bytes and takes what is ready. State fields only ever move forward.
 */
export interface StreamDecoder {
  /** Feeds bytes as they came off the socket. Keeps at most one unfinished event, bounded. */
  push(chunk: Buffer): void;
  /** The upstream closed properly: flushes what is left; never adds `[DONE]`. */
  end(): void;
  /** Bytes ready for the client since the last call (complete SSE events), or null. */
  take(): Buffer | null;
  /** A content token, reasoning token or tool call delta was seen. */
  readonly sawContent: boolean;
  /** The provider said that it is finished: `finish_reason`, `done: true` or `[DONE]`. */
  readonly finished: boolean;
  /** Nothing more can come, usage included: the client need not wait for the connection's end. */
  readonly closed: boolean;
  readonly finishReason: string | null;
  /** Last usage seen. */
  readonly usage: Usage | null;
  /** An error object inside the stream, or a breach of protocol; nothing after it counts. */
  readonly error: ProviderError | null;
  /** Events that were dropped because they were not valid. */
  readonly dropped: number;
  /** What `take` has given out, or will with its next call: kept in case another has to go on. */
  readonly tape: StreamTape;
}

/**
 * One provider: pure functions over bytes and objects, no I/O, no clock, no environment but what it
 * is handed. A provider that is not in the registry does not exist.
 */
export interface Provider {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** Regular expressions over bare model names that belong to this provider. */
  readonly modelPatterns?: readonly RegExp[];
  /** Hosts whose `api_base` means this provider, e.g. `api.groq.com`. */
  readonly hosts?: readonly string[];
  /** Whether this call may stay silent for long before its first token although all is well. */
  readonly thinksFirst?: (request: LlmRequest, model: string) => boolean;
  /**
   * The request with `delivered` as the beginning of its answer, for models that go on from there;
   * null where that is not known to work. The stream that follows may repeat what was delivered.
   */
  readonly prefill?: (request: LlmRequest, model: string, delivered: string) => LlmRequest | null;
  /** Called once per deployment and configuration. */
  connect(settings: ProviderSettings): Target | TargetProblem;
  /** Called once per attempt; must not modify the request. */
  encode(call: ProviderCall): EncodedCall | UnsupportedCall;
  /** A 2xx answer that is not a stream. An error object or a foreign body becomes a `ProviderError`. */
  decode(call: ProviderCall, body: Buffer): DecodedAnswer | ProviderError;
  /** A 2xx answer to a streaming request. */
  createStreamDecoder(call: ProviderCall): StreamDecoder;
  /** A non-2xx answer: picks the fields out of the provider's own shape. `body` may be anything. */
  readError(status: number, body: Buffer): ProviderError;
}
