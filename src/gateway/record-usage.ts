import type { Operation, Usage } from '../core/llm.ts';

/** One attempt of a request, for logs and metrics. */
export interface AttemptRecord {
  readonly deploymentId: string;
  readonly provider: string;
  readonly operation: Operation;
  /** `answered`, `aborted`, `lost` (another was faster), or the class of the failure. */
  readonly outcome: string;
  readonly status: number | null;
  /** The provider's error code, or what failed on the way; null when it was answered. */
  readonly reason: string | null;
  /** The deployment is left alone from now on. */
  readonly rests: boolean;
  /** Milliseconds from sending to the end of the attempt. */
  readonly ms: number;
  /** Milliseconds to the first content token of a stream. */
  readonly ttftMs: number | null;
  /** As the provider counted it; null when it broke off before it said so. */
  readonly usage: Usage | null;
}

/** One request, complete: never holds prompts, answers or keys. */
export interface RequestRecord {
  readonly id: string;
  readonly route: string;
  readonly requestedModel: string;
  /** The group that answered; the requested one when nothing did. */
  readonly group: string;
  readonly stream: boolean;
  readonly status: number;
  /** Our error code, or null. */
  readonly errorCode: string | null;
  readonly attempts: readonly AttemptRecord[];
  readonly retries: number;
  /** Retries that the budget did not allow. */
  readonly retriesRefused: number;
  readonly fallbacks: number;
  /** Second attempts sent out beside a slow first one. */
  readonly hedges: number;
  readonly usage: Usage | null;
  readonly totalMs: number;
  /** The key's hash, shortened; empty without keys. */
  readonly key: string;
  readonly aborted: boolean;
}

/** Takes complete requests in batches, off the request's path. */
export type RecordSink = (batch: readonly RequestRecord[]) => void;

const CAPACITY = 10_000;

/** A bounded queue between requests and whatever keeps their records. */
export class UsageRecorder {
  readonly #sinks: RecordSink[] = [];
  #queue: RequestRecord[] = [];
  #scheduled = false;
  /** Records lost because the queue was full. */
  dropped = 0;

  /** Adds a keeper of records. */
  addSink(sink: RecordSink): void {
    this.#sinks.push(sink);
  }

  record(record: RequestRecord): void {
    if (this.#queue.length >= CAPACITY) {
      this.dropped++;
      return;
    }
    this.#queue.push(record);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Hands out what is queued now. */
  flush(): void {
    this.#scheduled = false;
    if (this.#queue.length === 0) return;
    const batch = this.#queue;
    this.#queue = [];
    for (const sink of this.#sinks) sink(batch);
  }
}
