import type { Clock } from '../core/clock.ts';
import type { DeadlineWatch } from '../core/deadline-watch.ts';
import type { UpstreamClient } from '../http/upstream.ts';
import type { UsageRecorder } from './record-usage.ts';
import type { Runtime } from './runtime.ts';

/** What all requests share. `runtime` is replaced as a whole on reload; requests keep theirs. */
export interface Gateway {
  runtime: Runtime;
  /** True from the moment the process was asked to stop. */
  draining: boolean;
  readonly upstream: UpstreamClient;
  readonly clock: Clock;
  /** Every answer under way. */
  readonly watch: DeadlineWatch;
  readonly recorder: UsageRecorder;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
