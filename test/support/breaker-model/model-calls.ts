import type { BreakerSettings } from '../../../src/resilience/breaker/settings.ts';
import type { CallKind } from '../../../src/resilience/breaker/types.ts';

/** What came of a call; `givenUp`: its client left a silent stream. */
export type ModelVerdict = 'success' | 'slow' | 'givenUp' | 'failure' | 'nothing';

/** A call as it was. */
export interface ModelCall {
  readonly kind: CallKind;
  readonly startedAt: number;
  /** The state of the breaker that it belongs to, counted from the first. */
  readonly era: number;
  verdict: ModelVerdict | null;
  endedAt: number;
  /** The failure came as an answer. */
  answered: boolean;
  /** When the stream broke after it had begun. */
  brokenAt: number | null;
}

/** What a window holds. */
export interface WindowSums {
  readonly failures: number;
  readonly answered: number;
  readonly successes: number;
  readonly slow: number;
}

/** What cannot be told exactly from buckets. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** The buckets of a window, besides the one that is being filled. */
const BUCKETS = 30;
/** What rounding may do to a time. */
const ROUNDING_MS = 1e-6;

/** Every call there ever was, looked through anew for every question. */
export class ModelCalls {
  readonly all: ModelCall[] = [];
  /** Rises with every change of state: what came before is no evidence. */
  era = 0;
  readonly #settings: BreakerSettings;
  /** In the order in which they ended. */
  readonly #ended: ModelCall[] = [];

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
  }

  get bucketMs(): number {
    return this.#settings.slidingWindowMs / BUCKETS;
  }

  get open(): readonly ModelCall[] {
    return this.all.filter(({ verdict }) => verdict === null);
  }

  get openOfThisEra(): readonly ModelCall[] {
    return this.open.filter(({ era }) => era === this.era);
  }

  add(kind: CallKind, startedAt: number): ModelCall {
    const { era } = this;
    const call = {
      kind,
      startedAt,
      era,
      verdict: null,
      endedAt: 0,
      answered: false,
      brokenAt: null,
    };
    this.all.push(call);
    return call;
  }

  /** A call ends; what it proves is for the caller to say. */
  end(call: ModelCall, now: number): void {
    call.verdict = 'nothing';
    call.endedAt = now;
    this.#ended.push(call);
  }

  /** The window of whole buckets. */
  window(now: number): WindowSums {
    return sum(this.#verdicts((at) => isInBuckets(at, now, this.bucketMs)));
  }

  /** The window by the time itself, and the same with one bucket more. */
  exactWindow(now: number): { readonly least: WindowSums; readonly most: WindowSums } {
    const { slidingWindowMs: span } = this.#settings;
    return {
      least: sum(this.#verdicts((at) => now - at < span - ROUNDING_MS)),
      most: sum(this.#verdicts((at) => now - at < span + this.bucketMs + ROUNDING_MS)),
    };
  }

  /** From the first failure of the window to its last. */
  failureSpanMs(now: number): number {
    const times = this.#failures(now).map(({ endedAt }) => endedAt);
    return times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
  }

  /** The failures since the last success, whenever they were. */
  streak(): { readonly length: number; readonly spanMs: number } {
    const verdicts = this.#verdicts(() => true).filter(({ verdict }) => verdict !== 'givenUp');
    const lastGood = verdicts.findLastIndex(({ verdict }) => verdict !== 'failure');
    const failures = verdicts.slice(lastGood + 1);
    const [first, last] = [failures.at(0), failures.at(-1)];
    return { length: failures.length, spanMs: (last?.endedAt ?? 0) - (first?.endedAt ?? 0) };
  }

  /** Calls under way that have outlived the average failure, and are not overdue. */
  survivors(now: number): Range {
    const failures = this.#failures(now);
    const ages = failures.map(({ startedAt, endedAt }) => endedAt - startedAt);
    const typical = ages.reduce((total, age) => total + age, 0) / Math.max(1, ages.length);
    const { slowCallDurationThresholdMs: slowMs, slidingWindowMs } = this.#settings;
    const outlived = (marginMs: number): number =>
      this.openOfThisEra.filter(({ kind, startedAt }) => {
        const age = now - startedAt;
        return age > typical + marginMs && (kind === 'whole' || age <= slowMs - marginMs);
      }).length;
    const marginMs = 2 * this.bucketMs;
    // Of what is older than its buckets, a breaker knows the number and not the age.
    const isBeyondBuckets = typical > Math.max(slidingWindowMs, slowMs) - marginMs;
    return { least: isBeyondBuckets ? 0 : outlived(marginMs), most: outlived(-marginMs) };
  }

  /** Streams that have been silent for longer than the slow limit. */
  overdue(now: number): Range {
    const { slowCallDurationThresholdMs: slowMs } = this.#settings;
    const silent = (marginMs: number): number =>
      this.openOfThisEra.filter(
        ({ kind, startedAt }) => kind === 'stream' && now - startedAt > slowMs + marginMs,
      ).length;
    return { least: silent(2 * this.bucketMs), most: silent(-2 * this.bucketMs) };
  }

  /** Streams that began well, and those of them that broke. */
  streams(now: number): { readonly started: number; readonly broken: number } {
    const bucketMs = this.#settings.streamWindowMs / BUCKETS;
    const streams = this.all.filter(({ era, kind }) => era === this.era && kind === 'stream');
    const started = streams.filter(({ verdict }) => verdict === 'success' || verdict === 'slow');
    const broken = streams.flatMap(({ brokenAt }) => (brokenAt === null ? [] : [brokenAt]));
    return {
      started: started.filter(({ endedAt }) => isInBuckets(endedAt, now, bucketMs)).length,
      broken: broken.filter((at) => isInBuckets(at, now, bucketMs)).length,
    };
  }

  #failures(now: number): readonly ModelCall[] {
    return this.#verdicts((at) => isInBuckets(at, now, this.bucketMs)).filter(
      ({ verdict }) => verdict === 'failure',
    );
  }

  /** What counts of this era, in the order in which it came. */
  #verdicts(holds: (endedAt: number) => boolean): readonly ModelCall[] {
    return this.#ended.filter(
      ({ era, verdict, endedAt }) => era === this.era && verdict !== 'nothing' && holds(endedAt),
    );
  }
}

function isInBuckets(at: number, now: number, bucketMs: number): boolean {
  return Math.floor(now / bucketMs) - Math.floor(at / bucketMs) <= BUCKETS;
}

function sum(calls: readonly ModelCall[]): WindowSums {
  const failures = calls.filter(({ verdict }) => verdict === 'failure');
  return {
    failures: failures.length,
    answered: failures.filter(({ answered }) => answered).length,
    successes: calls.length - failures.length,
    slow: calls.filter(({ verdict }) => verdict === 'slow' || verdict === 'givenUp').length,
  };
}
