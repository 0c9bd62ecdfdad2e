import type { Access } from '../access/access.ts';
import type { Clock } from '../core/clock.ts';
import type { DeadlineWatch } from '../core/deadline-watch.ts';
import type { UpstreamClient } from '../http/upstream.ts';
import type { BreakerRegistry } from '../resilience/breaker/registry.ts';
import type { UsageRecorder } from './record-usage.ts';
import type { Billing } from './billing.ts';
import type { RefusalSink } from './refusal-counter.ts';
import type { Runtime } from './runtime.ts';
import type { SkillInjector } from './skill-injector.ts';

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
  /** Every deployment's health; outlives reloads. */
  readonly breakers: BreakerRegistry;
  /** Told of calls that breakers did not admit; missing where nobody counts. */
  refusals?: RefusalSink;
  /** Virtual keys; null without a database. Comes and goes with it. */
  access: Access | null;
  /** Who is charged for calls; null without a database. */
  billing: Billing | null;
  /** Puts skills into requests; missing where nobody keeps any. */
  skills?: SkillInjector;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
