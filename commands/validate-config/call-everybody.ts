import type { GatewayConfig } from '../../src/config/types.ts';
import type { LiveCheck } from '../../src/diagnostics/report.ts';
import type { CommandContext } from '../context.ts';
import { LIVE_LIMITS, runLiveChecks } from '../live-checks.ts';
import { liveTasks } from '../live-tasks.ts';
import { keyTasks } from './key-tasks.ts';
import type { ValidateOptions } from './validate-options.ts';

/** Asks everybody the configuration names; those that do not answer are in the result like the others. */
export async function callEverybody(
  config: GatewayConfig,
  { layers, probeKeys }: ValidateOptions,
  context: CommandContext,
): Promise<readonly LiveCheck[]> {
  const wants = (layer: string): boolean => layers.length === 0 || layers.includes(layer);
  const tasks = [
    ...(wants('reach') ? liveTasks(context, config) : []),
    ...(probeKeys && wants('probe') ? keyTasks(context, config) : []),
  ];
  return runLiveChecks(tasks, { clock: context.clock, ...LIVE_LIMITS });
}
