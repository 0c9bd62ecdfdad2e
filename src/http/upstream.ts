/** One request to an upstream. */
export interface UpstreamRequest {
  /** `scheme://host:port`. */
  readonly origin: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Name, value, name, value…; content-length is added from `body`. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  readonly connectTimeoutMs: number;
}

/** The head of an upstream's answer. */
export interface UpstreamHead {
  readonly status: number;
  /** A header by lower-case name. */
  header(name: string): string | undefined;
  /** Name, value, name, value… as they came. */
  raw(): readonly string[];
}

/** Why a call failed on the way: nothing here was said by the upstream. */
export interface UpstreamFault {
  readonly kind:
    'dns' | 'connect_refused' | 'connect_timeout' | 'tls' | 'reset' | 'protocol' | 'aborted';
  /** Safe to log; names host and port, never headers. */
  readonly message: string;
  /** True when the socket had been used before and no byte of an answer came: a stale keep-alive. */
  readonly staleSocket: boolean;
}

/** Told what happens to a call, each in order; `onEnd` or `onError` comes last, once. */
export interface UpstreamHandler {
  onHead(head: UpstreamHead): void;
  /** False pauses reading until `resume`. */
  onData(chunk: Buffer): boolean;
  onEnd(): void;
  onError(fault: UpstreamFault): void;
}

/** A call under way. */
export interface UpstreamCall {
  /** Ends the call at once and closes its socket; no handler is called afterwards. */
  abort(): void;
  resume(): void;
}

/** Sends requests over pooled connections. Times out nothing but connecting: the caller owns the clock. */
export interface UpstreamClient {
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** Closes all sockets; calls under way fail. */
  close(): Promise<void>;
}
