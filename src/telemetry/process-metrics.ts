import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricsRegistry } from './metrics.ts';

/** How the process is doing; an interface, so that tests can decide. */
export interface ProcessProbe {
  residentBytes(): number;
  heapUsedBytes(): number;
  /** User and system time since the start. */
  cpuSeconds(): number;
  /** Event-loop lag since the last call. */
  takeLag(): LoopLag;
}

/** In seconds. */
export interface LoopLag {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
}

const RESOLUTION_MS = 20;
const NS_PER_S = 1e9;
const US_PER_S = 1e6;

/** Memory, processor time and event-loop lag of this process, read at each scrape. */
export function addProcessMetrics(
  registry: MetricsRegistry,
  probe: ProcessProbe = createProbe(),
): void {
  const resident = registry.gauge('process_resident_memory_bytes', 'Resident memory.').with([]);
  const heap = registry.gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.').with([]);
  const cpu = registry.counter('process_cpu_seconds', 'User and system processor time.').with([]);
  const lag = registry.gauge(
    'nodejs_eventloop_lag_seconds',
    'How late the event loop was since the last scrape.',
    ['stat'],
  );
  const [mean, p99, max] = [lag.with(['mean']), lag.with(['p99']), lag.with(['max'])];
  registry.onCollect(() => {
    resident.set(probe.residentBytes());
    heap.set(probe.heapUsedBytes());
    cpu.inc(probe.cpuSeconds() - cpu.value);
    const late = probe.takeLag();
    mean.set(late.mean);
    p99.set(late.p99);
    max.set(late.max);
  });
}

/** Looks at the process itself. Its timer does not keep the process alive. */
function createProbe(): ProcessProbe {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    residentBytes: () => process.memoryUsage.rss(),
    heapUsedBytes: () => process.memoryUsage().heapUsed,
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / US_PER_S;
    },
    takeLag: () => {
      const { mean, max } = delay;
      const lag = {
        mean: toLagS(mean),
        p99: toLagS(delay.percentile(99)),
        max: toLagS(max),
      };
      delay.reset();
      return lag;
    },
  };
}

/** What is measured is the whole interval of the timer; it is NaN before the first one is over. */
function toLagS(intervalNs: number): number {
  const lag = intervalNs / NS_PER_S - RESOLUTION_MS / 1000;
  return lag > 0 ? lag : 0;
}
