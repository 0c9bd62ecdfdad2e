import { AdmissionQueue } from '../resilience/admission-queue.ts';
import type { Clock } from '../core/clock.ts';

const MINUTE_MS = 60_000;

/** What the strategies know of one deployment. Survives a reload of the configuration. */
export class DeploymentState {
  /** Its parallel calls, and who waits to be one. */
  readonly queue: AdmissionQueue;
  /** Attempts under way. */
  inFlight = 0;
  #latencies: number[] = [];
  #next = 0;
  #sampledAt = 0;
  #minute = -1;
  #requests = 0;
  #tokens = 0;

  constructor(
    clock: Clock,
    queue: AdmissionQueue = new AdmissionQueue({ limit: Infinity, maxWaiting: 0, clock }),
  ) {
    this.queue = queue;
  }

  /** The same as it stands now, to try things on: this one does not notice. */
  copy(clock: Clock): DeploymentState {
    const copy = new DeploymentState(clock, this.queue.copy(clock));
    copy.inFlight = this.inFlight;
    copy.#latencies = [...this.#latencies];
    copy.#next = this.#next;
    copy.#sampledAt = this.#sampledAt;
    copy.#minute = this.#minute;
    copy.#requests = this.#requests;
    copy.#tokens = this.#tokens;
    return copy;
  }

  /**
   * Adds a latency sample: milliseconds per completion token, or to the first token of a stream.
   * Keeps the newest `size` samples.
   */
  addLatency(sampleMs: number, now: number, size: number): void {
    if (this.#latencies.length < size) this.#latencies.push(sampleMs);
    else this.#latencies[this.#next % size] = sampleMs;
    this.#next++;
    this.#sampledAt = now;
  }

  /** Mean of the samples, or null when there are none younger than `ttlMs`. */
  meanLatency(now: number, ttlMs: number): number | null {
    if (this.#latencies.length === 0 || now - this.#sampledAt > ttlMs) return null;
    let sum = 0;
    for (const sample of this.#latencies) sum += sample;
    return sum / this.#latencies.length;
  }

  /** Counts a request that is about to be sent. */
  addRequest(now: number): void {
    this.#roll(now);
    this.#requests++;
  }

  /** Counts the tokens of a finished answer. */
  addTokens(tokens: number, now: number): void {
    this.#roll(now);
    this.#tokens += tokens;
  }

  /** Requests and tokens in the minute of `now`. */
  usage(now: number): { readonly requests: number; readonly tokens: number } {
    this.#roll(now);
    return { requests: this.#requests, tokens: this.#tokens };
  }

  #roll(now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#requests = 0;
    this.#tokens = 0;
  }
}
