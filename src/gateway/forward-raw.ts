import type { Watched } from '../core/deadline-watch.ts';
import type { Exchange } from '../http/exchange.ts';
import type {
  UpstreamCall,
  UpstreamFault,
  UpstreamHandler,
  UpstreamHead,
  UpstreamRequest,
} from '../http/upstream.ts';
import { deadlineFailure, transportFailure } from './attempt-failure.ts';
import type { AttemptFailure } from './attempt-outcome.ts';
import type { Gateway } from './gateway.ts';

/** How a forwarded call ended. */
export type ForwardResult =
  | { readonly kind: 'done'; readonly status: number }
  /** Nothing was sent to the client yet. */
  | { readonly kind: 'failed'; readonly failure: AttemptFailure }
  /** The upstream said no and was to be heard out first; nothing was sent to the client yet. */
  | { readonly kind: 'rejected'; readonly status: number; readonly text: string }
  /** The answer is cut off, or the client left. */
  | { readonly kind: 'broken' };

/** What to do with the answer. */
export interface ForwardOptions {
  readonly request: UpstreamRequest;
  /** Longest wait for the head and between two chunks. */
  readonly timeoutMs: number;
  /** Keep error answers back, so that the caller can put them into another shape. */
  readonly holdErrors: boolean;
  /** Builds the client's header block from the upstream's head. */
  readonly headersOf: (head: UpstreamHead) => string[];
}

const HELD_LIMIT = 65_536;

/** Sends a request and hands the answer on byte by byte, with back-pressure both ways. */
export function forwardRaw(
  gateway: Gateway,
  exchange: Exchange,
  options: ForwardOptions,
): Promise<ForwardResult> {
  return new Promise((resolve) => {
    new RawForward(gateway, exchange, { options, settle: resolve }).start();
  });
}

interface Plan {
  readonly options: ForwardOptions;
  readonly settle: (result: ForwardResult) => void;
}

class RawForward implements UpstreamHandler, Watched {
  deadlineAt: number;
  watchIndex = -1;
  readonly #gateway: Gateway;
  readonly #exchange: Exchange;
  readonly #plan: Plan;
  #call: UpstreamCall | null = null;
  #status = 0;
  #settled = false;
  /** Bytes of an error answer that is kept back; null while bytes go straight on. */
  #held: Buffer[] | null = null;
  #heldSize = 0;

  constructor(gateway: Gateway, exchange: Exchange, plan: Plan) {
    this.#gateway = gateway;
    this.#exchange = exchange;
    this.#plan = plan;
    this.deadlineAt = gateway.clock.now() + plan.options.timeoutMs;
  }

  start(): void {
    this.#gateway.watch.add(this);
    this.#exchange.onAbort(() => this.#settle({ kind: 'broken' }));
    if (!this.#settled) this.#call = this.#gateway.upstream.send(this.#plan.options.request, this);
  }

  onHead(head: UpstreamHead): void {
    this.#status = head.status;
    if (head.status >= 400 && this.#plan.options.holdErrors) {
      this.#held = [];
      return;
    }
    this.#exchange.writeHead(head.status, this.#plan.options.headersOf(head));
  }

  onData(chunk: Buffer): boolean {
    this.deadlineAt = this.#gateway.clock.now() + this.#plan.options.timeoutMs;
    if (this.#held !== null) {
      this.#hold(chunk, this.#held);
      return true;
    }
    if (this.#exchange.write(chunk)) return true;
    this.#exchange.onDrain(() => this.#goOn());
    return false;
  }

  onEnd(): void {
    if (this.#held !== null) {
      this.#reject(this.#held);
      return;
    }
    this.#exchange.end();
    this.#settle({ kind: 'done', status: this.#status });
  }

  onError(fault: UpstreamFault): void {
    this.#fail(transportFailure(fault, this.#status !== 0));
  }

  onDeadline(): void {
    this.#fail(deadlineFailure(this.#plan.options.timeoutMs, this.#status !== 0));
  }

  cut(): void {
    // Bytes of a foreign protocol: the only honest way to say "not complete" is to close.
    this.#exchange.destroy();
    this.#settle({ kind: 'broken' });
  }

  #goOn(): void {
    this.deadlineAt = this.#gateway.clock.now() + this.#plan.options.timeoutMs;
    this.#call?.resume();
  }

  #hold(chunk: Buffer, held: Buffer[]): void {
    held.push(chunk);
    this.#heldSize += chunk.length;
    if (this.#heldSize > HELD_LIMIT) this.#reject(held);
  }

  #reject(held: readonly Buffer[]): void {
    const text = Buffer.concat(held).toString('utf8');
    this.#settle({ kind: 'rejected', status: this.#status, text });
  }

  #fail(failure: AttemptFailure): void {
    if (this.#status === 0 || this.#held !== null) {
      this.#settle({ kind: 'failed', failure });
      return;
    }
    this.#exchange.destroy();
    this.#settle({ kind: 'broken' });
  }

  #settle(result: ForwardResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#gateway.watch.remove(this);
    this.#call?.abort();
    this.#plan.settle(result);
  }
}
