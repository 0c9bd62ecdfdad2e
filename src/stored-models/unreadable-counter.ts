import type { MetricsRegistry } from '../telemetry/metrics.ts';
import type { SecretPlace } from './secret-box.ts';

/** Counts values that no key opens, each once while it stays so. */
export class UnreadableCounter {
  readonly #counter: ReturnType<MetricsRegistry['counter']>;
  #known: ReadonlySet<string> = new Set();

  constructor(metrics: MetricsRegistry) {
    this.#counter = metrics.counter(
      'llmgw_secret_undecryptable',
      'Values in the database that no key opens.',
      ['table', 'column'],
    );
  }

  /** All that are unreadable at the moment. */
  note(places: readonly SecretPlace[]): void {
    const now = new Set<string>();
    for (const place of places) {
      const key = JSON.stringify([place.table, place.column, place.row, place.path]);
      now.add(key);
      if (!this.#known.has(key)) this.#counter.with([place.table, place.column]).inc();
    }
    this.#known = now;
  }
}
