import { summaryLine } from '../../src/diagnostics/render/summary-line.ts';
import type { Report } from '../../src/diagnostics/report.ts';
import type { FilesContext } from '../local-context.ts';
import type { CheckOptions, OutputPair } from './check-options.ts';
import type { Checked } from './check-files.ts';
import { maskedDiff } from './fix/masked-diff.ts';
import type { FixPlan } from './fix/plan-fixes.ts';
import { notesOf } from './notes.ts';
import { STDOUT } from './output-plan.ts';
import { writeReports } from './write-reports.ts';

/** Writes the reports, and on stderr what a person wants to know besides. */
export function tell(
  report: Report,
  options: CheckOptions,
  { checked, context }: { readonly checked: Checked; readonly context: FilesContext },
): void {
  const { io } = context;
  const isDryRun = checked.plan !== null && options.fix?.dryRun === true;
  const outputs = isDryRun ? showDiff(checked.plan, options.outputs, context) : options.outputs;
  const texts = new Map(checked.files.map(({ path, text }) => [path, text]));
  // A past version is not what stands in the file of that name.
  const sourceOf = (file: string): string | null =>
    options.source.kind === 'history' ? null : (texts.get(file) ?? null);
  writeReports(report, outputs, { io, sourceOf });
  if (context.options.quiet) return;
  if (checked.plan !== null && !isDryRun) tellFixes(checked.plan, context);
  const today = new Date(context.clock.wallMs()).toISOString().slice(0, 10);
  for (const note of notesOf(report, { fix: options.fix, today })) io.stderr.write(`${note}\n`);
  if (outputs.every(({ file }) => file !== STDOUT)) io.stderr.write(`${summaryLine(report)}\n`);
  if (context.options.verbosity > 0) tellMore(report, checked, context);
}

/** A diff takes the place of a text on stdout; any other report stays there, and it goes to stderr. */
function showDiff(
  plan: FixPlan,
  outputs: readonly OutputPair[],
  { io }: FilesContext,
): readonly OutputPair[] {
  const diff = maskedDiff(plan.changes);
  const isText = ({ format, file }: OutputPair): boolean => format === 'text' && file === STDOUT;
  (outputs.some(isText) ? io.stdout : io.stderr).write(diff);
  return outputs.filter((output) => !isText(output));
}

function tellFixes({ repairs, changes }: FixPlan, { io }: FilesContext): void {
  for (const { finding, fix } of repairs) {
    io.stderr.write(`fixed ${finding.code} in ${finding.position?.file ?? ''}: ${fix.title}\n`);
  }
  const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  io.stderr.write(`${many(repairs.length, 'fix')}, ${many(changes.length, 'file')} written\n`);
}

function tellMore(report: Report, { files }: Checked, { io }: FilesContext): void {
  const left = Object.entries(report.skipped).map(([reason, count]) => `${count} ${reason}`);
  const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
  io.stderr.write(`${report.rules.length} rules, ${files.length} files, ${bytes} characters\n`);
  if (left.length > 0) io.stderr.write(`left out: ${left.join(', ')}\n`);
}
