import { updateBaseline } from '../../src/diagnostics/baseline.ts';
import type { FilesContext } from '../local-context.ts';
import { writeBaselineFile } from './baseline-file.ts';
import type { Outcome } from './build-report.ts';
import type { CheckOptions, FixOption } from './check-options.ts';
import type { Surroundings } from './collect/collect.ts';
import type { Collected } from './collect/collected.ts';
import type { FixPlan } from './fix/plan-fixes.ts';
import { inspect, type Inspection, type Judgement } from './inspect.ts';
import { prepareJudgement } from './judge.ts';

/** What a check came to, before the time it took is known. */
export type Checked = Omit<Outcome, 'elapsedMs'> & {
  /** What the fixes are; null: none were asked for. */
  readonly plan: FixPlan | null;
};

/** Looks at files, mends them if that is asked for, and keeps the baseline. */
export async function checkFiles(
  options: CheckOptions,
  around: Surroundings,
  { collected, context }: { readonly collected: Collected; readonly context: FilesContext },
): Promise<Checked> {
  const { project, skipped } = collected;
  const files = askable(collected);
  const { judgement, live } = await prepareJudgement(options, around, { files, context });
  const { cwd } = context.io;
  const isUpdate = options.baseline?.action === 'update';
  const first = isUpdate ? { ...judgement, baseline: null } : judgement;
  const plan = await fix(options.fix, collected, { judgement: first, cwd });
  const isMended = plan !== null && options.fix?.dryRun === false;
  const seen = isMended ? plan.after : inspect(collected, first);
  const inspection = isUpdate ? keep(collected, seen, { judgement, cwd }) : seen;
  return { inspection, files: project.files, skipped, live, plan };
}

/** What may be shown to a provider: what findings could be about. */
function askable({ project, narrowedTo }: Collected): Collected['project']['files'] {
  return project.files.filter(
    ({ path, origin }) => origin !== 'ignored' && (narrowedTo?.has(path) ?? true),
  );
}

interface Means {
  readonly judgement: Judgement;
  readonly cwd: string;
}

async function fix(
  option: FixOption | null,
  collected: Collected,
  { judgement, cwd }: Means,
): Promise<FixPlan | null> {
  if (option === null) return null;
  const { planFixes } = await import('./fix/plan-fixes.ts');
  const { unsafe } = option;
  const plan = planFixes(collected, { cwd, unsafe, inspect: (now) => inspect(now, judgement) });
  if (option.dryRun || plan.changes.length === 0) return plan;
  const { writeChanges } = await import('./fix/write-changes.ts');
  writeChanges(cwd, plan.changes);
  return plan;
}

/** What is found becomes known; what must be mended still counts. */
function keep(collected: Collected, seen: Inspection, { judgement, cwd }: Means): Inspection {
  const { options, baseline } = judgement;
  if (options.baseline === null || baseline === null) return seen;
  const updated = updateBaseline(baseline, seen.findings, sawEverything(collected, options));
  writeBaselineFile(cwd, options.baseline.file, updated);
  return inspect(collected, { ...judgement, baseline: updated });
}

function sawEverything({ isWhole }: Collected, options: CheckOptions): boolean {
  const { only, skip, minSeverity, minConfidence } = options;
  const isOpen = minSeverity === 'info' && minConfidence === 'low';
  return isWhole && isOpen && only === null && skip.size === 0;
}
