import type {
  UpstreamCall,
  UpstreamClient,
  UpstreamFault,
  UpstreamHandler,
  UpstreamHead,
  UpstreamRequest,
} from '../../src/http/upstream.ts';

/** A call that a test answers by hand, step by step. */
export class ScriptedCall implements UpstreamCall {
  readonly request: UpstreamRequest;
  aborted = false;
  resumes = 0;
  readonly #handler: UpstreamHandler;

  constructor(request: UpstreamRequest, handler: UpstreamHandler) {
    this.request = request;
    this.#handler = handler;
  }

  abort(): void {
    this.aborted = true;
  }

  resume(): void {
    this.resumes += 1;
  }

  head(status: number, headers: Readonly<Record<string, string>> = {}): this {
    if (!this.aborted) this.#handler.onHead(scriptedHead(status, headers));
    return this;
  }

  /** What the handler said: false pauses. */
  data(bytes: string | Buffer): boolean {
    return this.aborted || this.#handler.onData(Buffer.from(bytes));
  }

  end(): void {
    if (!this.aborted) this.#handler.onEnd();
  }

  fail(kind: UpstreamFault['kind'], staleSocket = false): void {
    const message = `http://upstream.internal:8000: ${kind}`;
    if (!this.aborted) this.#handler.onError({ kind, message, staleSocket });
  }
}

/** An upstream without a network: nothing happens but what the test does. */
export class ScriptedUpstream implements UpstreamClient {
  readonly calls: ScriptedCall[] = [];

  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const call = new ScriptedCall(request, handler);
    this.calls.push(call);
    return call;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The call at this place, from 0; throws when it was not made. */
  call(place: number): ScriptedCall {
    const call = this.calls[place];
    if (call === undefined) throw new Error(`only ${this.calls.length} calls were made`);
    return call;
  }
}

/** The head of an answer. */
export function scriptedHead(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): UpstreamHead {
  return {
    status,
    header: (name) => headers[name],
    raw: () => Object.entries(headers).flat(),
  };
}
