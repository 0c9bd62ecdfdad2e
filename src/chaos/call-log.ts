/** What there is to know of a call when it comes. Times are clock milliseconds. */
export interface Arrival {
  /** As it was asked for, session included. */
  readonly model: string;
  readonly at: number;
  /** Counts from 1 over the connections of the provider. */
  readonly connection: number;
  /** Whether it ended with an assistant's message. */
  readonly prefilled: boolean;
}

/** One call as the provider saw it. */
export interface LogEntry extends Arrival {
  /** Counts from 0 over all calls. */
  readonly index: number;
  /** Counts from 1 for this model and session. */
  readonly attempt: number;
  /** What the provider did, in a few words. */
  did: string;
  /** Null while the answer is under way. */
  endedAt: number | null;
  /** The answer went out whole; false when either side ended it sooner. */
  completed: boolean;
  /** The caller left before that; `endedAt` says when. */
  abandoned: boolean;
}

const CAPACITY = 10_000;

/** The newest calls, and how often each model was asked. */
export class CallLog {
  #entries: LogEntry[] = [];
  #index = 0;
  readonly #attempts = new Map<string, { count: number; readonly firstAt: number }>();

  /** Adds a call; also says when the model was first asked. */
  add(arrival: Arrival): { entry: LogEntry; firstAt: number } {
    const { model, at } = arrival;
    const seen = this.#attempts.get(model) ?? { count: 0, firstAt: at };
    seen.count++;
    if (this.#attempts.size >= CAPACITY) this.#attempts.clear();
    this.#attempts.set(model, seen);
    const entry: LogEntry = {
      ...arrival,
      index: this.#index++,
      attempt: seen.count,
      did: '',
      endedAt: null,
      completed: false,
      abandoned: false,
    };
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY) this.#entries.shift();
    return { entry, firstAt: seen.firstAt };
  }

  /** In order; of one model where it is named. */
  entries(model: string | null = null): readonly LogEntry[] {
    return this.#entries.filter((entry) => model === null || entry.model === model);
  }

  reset(): void {
    this.#entries = [];
    this.#attempts.clear();
  }
}
