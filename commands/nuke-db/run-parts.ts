import type { CommandContext } from '../context.ts';
import type { RunOptions } from './nuke-options.ts';
import type { RunLog } from './run-log.ts';
import type { StopSignals } from './stop-signals.ts';

/** Everything that one run has in its hands. */
export interface Run {
  readonly options: RunOptions;
  readonly context: CommandContext;
  readonly runId: string;
  readonly log: RunLog;
  readonly signals: StopSignals;
}
