import type { Report, ReportFormat } from '../report.ts';
import { renderGithub } from './github.ts';
import { renderGitlab } from './gitlab.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderJsonReport } from './report-json.ts';
import { renderTextReport } from './report-text.ts';
import { renderSarif } from './sarif.ts';
import type { RenderOptions } from './text.ts';

const RENDERERS: Readonly<
  Record<ReportFormat, (report: Report, options: RenderOptions) => string>
> = {
  text: renderTextReport,
  json: renderJsonReport,
  sarif: renderSarif,
  junit: renderJunit,
  github: renderGithub,
  gitlab: renderGitlab,
  markdown: renderMarkdown,
};

/**
 * A whole report in one of its formats, with a line break at its end. Only `text` has colours and
 * source lines; every other format is the same wherever it is written.
 */
export function renderReport(report: Report, format: ReportFormat, options: RenderOptions): string {
  return RENDERERS[format](report, options);
}
