import type { Watched } from '../core/deadline-watch.ts';
import type {
  UpstreamCall,
  UpstreamFault,
  UpstreamHandler,
  UpstreamHead,
} from '../http/upstream.ts';
import { RAN_OUT } from '../resilience/breaker/probe.ts';
import { readRetryAfter } from '../resilience/backoff.ts';
import type { AttemptFailure, AttemptMeasure, AttemptOutcome } from './attempt-outcome.ts';
import {
  deadlineFailure,
  LEASE_LOST,
  protocolFailure,
  transportFailure,
} from './attempt-failure.ts';
import type { AttemptSetup, BodyReader, ReaderHost } from './attempt-parts.ts';
import { AnswerReader, ErrorReader } from './body-readers.ts';
import { SHUTTING_DOWN } from './refusals.ts';
import { sendError } from './respond.ts';
import { withoutSentSecrets } from './sent-secrets.ts';
import { StreamPump } from './stream-response.ts';

/**
 * One call of one deployment. It is the upstream's handler, the watched deadline and the thing that
 * is cut on shutdown, all in one object: what is called for every chunk is a method, not a closure.
 */
export class Attempt implements UpstreamHandler, Watched, ReaderHost {
  deadlineAt: number;
  watchIndex = -1;
  firstTokenAt: number | null = null;
  settled = false;
  readonly setup: AttemptSetup;
  readonly #settle: (outcome: AttemptOutcome) => void;
  readonly #sentAt: number;
  #head: UpstreamHead | null = null;
  #reader: BodyReader | null = null;
  #call: UpstreamCall | null = null;
  #endedAt = 0;
  /** Reading is paused because the client does not take what we have. */
  #stalled = false;
  #waking = false;
  #limitMs: number;
  #idleMs: number;

  constructor(setup: AttemptSetup, settle: (outcome: AttemptOutcome) => void) {
    this.setup = setup;
    this.#settle = settle;
    this.#sentAt = setup.gateway.clock.now();
    this.#limitMs = setup.firstLimitMs;
    this.#idleMs = setup.idleMs;
    this.deadlineAt = this.#sentAt + setup.firstLimitMs;
  }

  start(): void {
    const { gateway, deployment, encoded, exchange, permit } = this.setup;
    deployment.state.inFlight++;
    deployment.state.addRequest(this.#sentAt);
    gateway.watch.add(this);
    this.setup.race?.join(this);
    exchange.onAbort(() => this.settle({ kind: 'aborted', cut: false }));
    // Somebody else may be probing by now: two probes are what the lease is there to prevent.
    permit.probe?.signal.addEventListener('abort', () => this.#endProbe());
    if (this.settled) return;
    if (gateway.watch.isCut) {
      this.cut();
      return;
    }
    this.#call = gateway.upstream.send(
      {
        origin: deployment.target.origin,
        method: 'POST',
        path: encoded.path,
        headers: this.#sentHeaders,
        body: encoded.body,
        connectTimeoutMs: deployment.timeouts.connectMs,
      },
      this,
    );
  }

  get #sentHeaders(): readonly string[] {
    const { encoded, deployment } = this.setup;
    return encoded.headers ?? deployment.target.headers;
  }

  get measure(): AttemptMeasure {
    return {
      sentAt: this.#sentAt,
      firstTokenAt: this.firstTokenAt,
      endedAt: this.#endedAt,
      status: this.#head?.status ?? null,
      usage: this.#reader?.usage ?? null,
      heard: this.#reader?.heard ?? 0,
    };
  }

  /** The limit that holds now: to the first token or the end, then between two chunks. */
  get limitMs(): number {
    return this.#limitMs;
  }

  /** The provider's own id of this call, for its support. */
  get upstreamRequestId(): string | null {
    return this.#head?.header('x-request-id') ?? this.#head?.header('request-id') ?? null;
  }

  onHead(head: UpstreamHead): void {
    this.#head = head;
    this.#reader = this.#chooseReader(head);
  }

  onData(chunk: Buffer): boolean {
    const reader = this.#reader;
    if (reader === null || this.settled) return true;
    const goOn = reader.push(chunk);
    if (this.settled) return true;
    if (!goOn) this.#stall();
    else if (this.firstTokenAt !== null) this.#rest(this.#idleMs);
    return goOn;
  }

  onEnd(): void {
    this.#reader?.end();
    this.fail(protocolFailure('The upstream ended its answer before it began.'));
  }

  onError(fault: UpstreamFault): void {
    this.#lose(transportFailure(fault, this.#head !== null));
  }

  onDeadline(): void {
    if (this.#stalled) {
      // The client has taken nothing for as long as we would wait for an upstream.
      this.setup.exchange.destroy();
      this.settle({ kind: 'aborted', cut: false });
      return;
    }
    this.#lose(deadlineFailure(this.#limitMs, this.#head !== null));
  }

  /** The first content token came: from here on the limit is the silence between chunks. */
  markFirstToken(): void {
    const now = this.setup.gateway.clock.now();
    this.firstTokenAt = now;
    this.setup.permit.started(now, now - this.#sentAt);
    this.#rest(this.#idleMs);
  }

  /** Moves the deadline: nothing more is expected but the end of the connection. */
  expectEndWithin(ms: number): void {
    this.#idleMs = Math.min(ms, this.#idleMs);
    this.#rest(this.#idleMs);
  }

  wakeAt(ms: number): void {
    if (this.#waking) return;
    this.#waking = true;
    const { clock } = this.setup.gateway;
    clock.setTimer(ms - clock.now(), () => {
      this.#waking = false;
      if (!this.settled) this.#reader?.wake();
    });
  }

  claim(): boolean {
    return this.setup.race === null || this.setup.race.claim(this);
  }

  headers(): string[] {
    const head = this.#head;
    if (head === null) return [];
    return this.setup.headersOf({
      head,
      upstreamMs: this.setup.gateway.clock.now() - this.#sentAt,
      usage: this.#reader?.usage ?? null,
    });
  }

  cut(): void {
    if (this.settled) return;
    const { exchange, limits, stream } = this.setup;
    this.#reader?.breakOff();
    if (stream?.client.begun === true) stream.client.breakOff(SHUTTING_DOWN);
    else if (!this.settled && !exchange.headSent) {
      sendError(exchange, SHUTTING_DOWN, limits.errorCode);
    }
    this.settle({ kind: 'aborted', cut: true });
  }

  /** Ends as failed, unless all but the farewell was there. */
  fail(reason: AttemptFailure): void {
    if (this.settled) return;
    const failure = withoutSentSecrets(reason, this.#sentHeaders);
    this.#reader?.breakOff();
    this.settle({ kind: 'failed', failure });
  }

  /** Ends the attempt, once: gives everything back that it holds. */
  settle(outcome: AttemptOutcome): void {
    if (this.settled) return;
    this.settled = true;
    const { gateway, deployment } = this.setup;
    this.#endedAt = gateway.clock.now();
    deployment.state.inFlight--;
    gateway.watch.remove(this);
    this.#call?.abort();
    this.#settle(outcome);
  }

  /** A probe that took too long has failed; but what the client is being given goes on. */
  #endProbe(): void {
    const { probe } = this.setup.permit;
    if (this.firstTokenAt === null || probe?.signal.reason !== RAN_OUT) this.fail(LEASE_LOST);
  }

  /** Nothing more will come. What began as an error answer says more than how it broke off. */
  #lose(failure: AttemptFailure): void {
    if (this.#reader instanceof ErrorReader) this.#reader.end();
    this.fail(failure);
  }

  #chooseReader(head: UpstreamHead): BodyReader {
    const { limits } = this.setup;
    if (head.status < 200 || head.status > 299) {
      const wallMs = this.setup.gateway.clock.wallMs();
      const retryAfterMs = readRetryAfter((name) => head.header(name), wallMs);
      return new ErrorReader(this, head.status, retryAfterMs);
    }
    const { stream } = this.setup;
    if (stream === null) return new AnswerReader(this, limits.maxResponseBytes);
    const type = head.header('content-type') ?? '';
    // A page or a plain document where a stream was asked for is an error in disguise.
    if (/^(text\/html|application\/json\b)/i.test(type)) {
      return new AnswerReader(this, limits.maxResponseBytes);
    }
    return new StreamPump(this, stream);
  }

  #stall(): void {
    this.#stalled = true;
    this.deadlineAt = this.setup.gateway.clock.now() + this.setup.idleMs;
    this.setup.exchange.onDrain(() => this.#onDrain());
  }

  #onDrain(): void {
    if (!this.#stalled || this.settled) return;
    this.#stalled = false;
    this.#rest(this.#idleMs);
    this.#call?.resume();
  }

  #rest(limitMs: number): void {
    this.#limitMs = limitMs;
    this.deadlineAt = this.setup.gateway.clock.now() + limitMs;
  }
}
