import { TOLERATED_MB } from './trend.mjs';

/**
 * The speed this project holds itself to. `read` finds the value in the results of a run; it gives
 * undefined when that was not measured.
 */
export const bars = [
  {
    name: 'CPU per request',
    unit: '× nginx',
    limit: 6,
    read: ({ throughput }, name) =>
      ratio(throughput?.[name]?.cpuMicros, throughput?.nginx?.cpuMicros),
  },
  {
    name: 'added p50, one connection',
    unit: 'ms',
    limit: 0.6,
    read: ({ latency }, name) => latency?.[name]?.addedP50,
  },
  {
    name: 'resident memory at 100 streams',
    unit: 'MB',
    limit: 120,
    read: ({ streaming }, name) => streaming?.[name]?.peakMb,
  },
  {
    name: 'memory growth over 100,000 requests',
    unit: 'MB',
    limit: TOLERATED_MB,
    read: ({ memory }, name) => growth(memory?.[name]),
  },
  {
    name: 'time to ready',
    unit: 's',
    limit: 0.7,
    read: ({ readiness }, name) => seconds(readiness?.[name]?.readyMs),
  },
];

/** Holds one subject against the bars: `{ name, unit, limit, value, pass }` for each that was measured. */
export function judge(results, subjectName) {
  return bars
    .map(({ read, ...bar }) => ({ ...bar, value: read(results, subjectName) }))
    .filter(({ value }) => Number.isFinite(value))
    .map((bar) => ({ ...bar, pass: bar.value <= bar.limit }));
}

const ratio = (value, floor) => (value && floor ? value / floor : undefined);
/** A shorter load says nothing about growth: heaps are still finding their size. */
const growth = (memory) =>
  memory?.requests >= 100_000 ? memory.lastMb - memory.firstMb : undefined;
const seconds = (milliseconds) => (milliseconds ? milliseconds / 1000 : undefined);
