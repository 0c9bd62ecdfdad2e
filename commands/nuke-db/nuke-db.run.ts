import type { ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { markDatabase } from './mark-database.ts';
import type { NukeOptions } from './nuke-options.ts';
import { runWipe } from './run-wipe.ts';
import { showPlan } from './show-plan.ts';

/** Plans a wipe, carries it out, or marks a database with what it is for. */
export async function runNukeDb(options: NukeOptions, context: CommandContext): Promise<ExitCode> {
  if (options.action === 'plan') return showPlan(options, context);
  if (options.action === 'mark') return markDatabase(options, context);
  return runWipe(options, context);
}
