import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { PLAIN } from '../../src/diagnostics/render/paint.ts';
import { renderReport } from '../../src/diagnostics/render/render-report.ts';
import type { Report, ReportFormat } from '../../src/diagnostics/report.ts';
import type { OutputPair } from './check-options.ts';
import { STDOUT } from './output-plan.ts';
import { writeWhole } from './write-whole.ts';

/** Where reports go, and the texts that their snippets are taken from. */
export interface ReportPlace {
  readonly io: Io;
  readonly sourceOf: (file: string) => string | null;
}

/** Writes every report, files before stdout: who reads the one may rely on the others. Throws `E_IO`. */
export function writeReports(
  report: Report,
  outputs: readonly OutputPair[],
  { io, sourceOf }: ReportPlace,
): void {
  for (const { format, file } of outputs.filter((output) => output.file !== STDOUT)) {
    const text = renderReport(report, format, { color: PLAIN, sourceOf });
    writeWhole(resolve(io.cwd, file), text, 'the report');
  }
  for (const { format } of outputs.filter(({ file }) => file === STDOUT)) {
    io.stdout.write(renderReport(report, format, { color: io.stdout.paint, sourceOf }));
  }
  if (outputs.some(({ format }) => format === 'github')) summarise(report, io);
}

/** Annotations end after ten: a job's summary page holds all of it. */
function summarise(report: Report, io: Io): void {
  const file = io.env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return;
  const format: ReportFormat = 'markdown';
  try {
    appendFileSync(file, renderReport(report, format, { color: PLAIN }));
  } catch (cause) {
    throw new LlmgwError('E_IO', `the summary cannot be written: ${messageOf(cause)}`, {
      where: 'GITHUB_STEP_SUMMARY',
      cause,
    });
  }
}
