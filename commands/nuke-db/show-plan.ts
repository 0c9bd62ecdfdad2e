import { statfsSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { chooseFormat } from '../../src/wipe/backup/make-backup.ts';
import { explainFault } from '../../src/wipe/explain-fault.ts';
import { totalOf } from '../../src/wipe/production-signs.ts';
import type { CommandContext } from '../context.ts';
import { inspect, type Inspection } from './inspect.ts';
import type { PlanOptions } from './nuke-options.ts';
import { APPLICATION, openTarget, type NukeTarget } from './open-target.ts';
import { planDocument, type BackupOutlook } from './plan-document.ts';
import { renderPlan } from './render-plan.ts';

/** Says what a wipe would do and what speaks against it: 2 with `--exit-code` when there are rows. */
export async function showPlan(options: PlanOptions, context: CommandContext): Promise<ExitCode> {
  const { stdout } = context.io;
  const target = await openTarget(context, options.database, options.statementTimeoutMs);
  const { signal } = new AbortController();
  try {
    const inspection = await inspect(target, options, context, signal);
    const backup = await lookAhead(target, options, context, inspection);
    stdout.write(
      context.options.json
        ? `${JSON.stringify(planDocument(inspection, backup))}\n`
        : renderPlan(inspection, backup, stdout.paint),
    );
    const { manifest, request } = inspection.survey.subject;
    const isDue = request.scope === 'all' || totalOf(manifest, 'rows') > 0;
    return options.exitCode && isDue ? EXIT.warning : EXIT.ok;
  } catch (thrown) {
    throw explainFault(thrown, target.database.where);
  }
}

async function lookAhead(
  { url }: NukeTarget,
  options: PlanOptions,
  { io }: CommandContext,
  { survey }: Inspection,
): Promise<BackupOutlook | null> {
  if (!options.overrides.backup) return null;
  const { timeoutMs, format } = options.backup;
  const { signal } = new AbortController();
  const tools = { url, env: io.env, applicationName: APPLICATION, timeoutMs, signal };
  const { bavail, bsize } = statfsSync(io.cwd);
  return {
    format: await chooseFormat({ format, tools, subject: survey.subject }),
    freeBytes: bavail * bsize,
  };
}
