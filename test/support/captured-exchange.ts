import type { BodyFault, Exchange } from '../../src/http/exchange.ts';

/** The request of a captured exchange. */
export interface CapturedRequest {
  readonly id?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** By name, in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: Buffer | string | object;
  /** What reading the body comes to instead. */
  readonly bodyFault?: BodyFault;
  /** Clock milliseconds. */
  readonly startedAt?: number;
}

/**
 * An exchange that keeps what is sent. As strict as a real one: writing in the wrong order throws;
 * after the client has left, everything is ignored.
 */
export class CapturedExchange implements Exchange {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly startedAt: number;
  readonly remoteAddress = '127.0.0.1';
  aborted = false;
  destroyed = false;
  ended = false;
  status: number | null = null;
  /** Name, value, name, value… as given to `writeHead`. */
  sentHeaders: readonly string[] = [];
  /** One entry a write, the bytes of `end` included. */
  readonly writes: Buffer[] = [];
  /** While true, every write says that the buffer is full. */
  full = false;
  readonly #request: CapturedRequest;
  readonly #headers: ReadonlyMap<string, string>;
  readonly #abortListeners: (() => void)[] = [];
  #drainListener: (() => void) | null = null;
  #wakers: (() => void)[] = [];

  constructor(request: CapturedRequest = {}) {
    this.#request = request;
    this.id = request.id ?? 'call-1';
    this.method = request.method ?? 'POST';
    this.path = request.path ?? '/v1/chat/completions';
    this.query = request.query ?? '';
    this.startedAt = request.startedAt ?? 0;
    const headers = Object.entries(request.headers ?? {});
    this.#headers = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  }

  get headSent(): boolean {
    return this.status !== null;
  }

  /** Everything sent so far. */
  get text(): string {
    return Buffer.concat(this.writes).toString();
  }

  get json(): unknown {
    return JSON.parse(this.text);
  }

  /** The payloads of the events sent so far. */
  get events(): readonly string[] {
    const blocks = this.text.split('\n\n').filter((block) => block !== '');
    return blocks.map((block) => block.replace(/^data: /, ''));
  }

  /** The text a client puts together from the events of a chat stream. */
  get streamedText(): string {
    const chunks = this.events.filter((event) => event.startsWith('{"') && event !== '[DONE]');
    return chunks
      .flatMap((event) => (JSON.parse(event) as ChatChunk).choices ?? [])
      .map((choice) => choice.delta?.content ?? '')
      .join('');
  }

  /** An answer header by lower-case name. */
  sentHeader(name: string): string | undefined {
    const at = this.sentHeaders.findIndex((part, i) => i % 2 === 0 && part.toLowerCase() === name);
    return at === -1 ? undefined : this.sentHeaders[at + 1];
  }

  header(name: string): string | undefined {
    return this.#headers.get(name);
  }

  rawHeaders(): readonly string[] {
    return Object.entries(this.#request.headers ?? {}).flat();
  }

  readBody(limitBytes: number): Promise<Buffer | BodyFault> {
    const { body = '', bodyFault } = this.#request;
    if (bodyFault !== undefined) return Promise.resolve(bodyFault);
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const bytes = Buffer.from(isRaw ? body : JSON.stringify(body));
    return Promise.resolve(bytes.length > limitBytes ? 'too_large' : bytes);
  }

  onAbort(listener: () => void): void {
    if (this.aborted) listener();
    else this.#abortListeners.push(listener);
  }

  onDrain(listener: () => void): void {
    this.#drainListener = listener;
  }

  writeHead(status: number, headers: readonly string[]): void {
    if (this.aborted) return;
    if (this.status !== null) throw new Error('the head was sent before');
    this.status = status;
    this.sentHeaders = [...headers];
    this.#wake();
  }

  write(bytes: Buffer | string): boolean {
    if (this.aborted) return true;
    if (this.status === null || this.ended) throw new Error('a write outside the answer');
    this.writes.push(Buffer.from(bytes));
    this.#wake();
    return !this.full;
  }

  end(bytes?: Buffer | string): void {
    if (this.aborted) return;
    if (bytes !== undefined) this.write(bytes);
    if (this.ended) throw new Error('ended twice');
    this.ended = true;
    this.#wake();
  }

  destroy(): void {
    this.destroyed = true;
    this.leave();
  }

  /** The client goes away. */
  leave(): void {
    if (this.aborted || this.ended) return;
    this.aborted = true;
    for (const listener of this.#abortListeners) listener();
    this.#wake();
  }

  /** The client has taken everything. */
  drain(): void {
    this.full = false;
    this.#drainListener?.();
  }

  /** Resolves once the condition holds; looked at after everything that is sent. */
  async until(condition: (exchange: CapturedExchange) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}

interface ChatChunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}
