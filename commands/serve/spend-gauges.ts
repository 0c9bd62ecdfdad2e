import type { SpendCounters } from '../../src/spend/spend-writer.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';

/** What `/metrics` shows of the charges on their way to the database. */
export function registerSpendGauges(
  registry: MetricsRegistry,
  writer: { readonly counters: SpendCounters },
): void {
  const gauges = Object.entries(GAUGES).map(([field, help]) => ({
    field,
    gauge: registry.gauge(`llmgw_spend_${toSnake(field)}`, help, []),
  }));
  registry.onCollect(() => {
    const counters: Readonly<Record<string, number>> = { ...writer.counters };
    for (const { field, gauge } of gauges) gauge.with([]).set(counters[field] ?? 0);
  });
}

const GAUGES = {
  pending: 'Requests whose charges are not in the database yet.',
  written: 'Requests whose charges are in the database.',
  duplicates: 'Charges that had been written before.',
  failures: 'Attempts to write charges that came to nothing.',
  dropped: 'Charges that were lost: neither database nor spool took them.',
  rejected: 'Charges that the database refuses; they are in rejected.jsonl of the spool.',
  spooledBytes: 'Bytes of charges that wait on disk.',
  lagMs: 'Milliseconds the oldest charge has been waiting.',
} as const satisfies Partial<Record<keyof SpendCounters, string>>;

function toSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
