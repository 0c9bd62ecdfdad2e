import type { Report } from '../report.ts';
import { suitesOf, type Case, type Suite } from './junit-suites.ts';

/** JUnit XML of a report: what its suites and cases are, `suitesOf` says. */
export function renderJunit(report: Report): string {
  const suites = suitesOf(report);
  const root = attributes({
    name: `llmgw ${report.command}`,
    ...totals(suites.flatMap(({ cases }) => cases)),
    time: seconds(report.elapsedMs / 1_000),
  });
  const body = suites.flatMap((suite) => renderSuite(suite));
  const lines = [`<testsuites${root}>`, ...body, '</testsuites>'];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines.join('\n')}\n`;
}

function renderSuite({ name, cases }: Suite): readonly string[] {
  const time = seconds(cases.reduce((sum, { seconds: part = 0 }) => sum + part, 0));
  return [
    `  <testsuite${attributes({ name, ...totals(cases), time })}>`,
    ...cases.map((one) => renderCase(one)),
    '  </testsuite>',
  ];
}

function renderCase({
  classname,
  name,
  outcome,
  message,
  details,
  seconds: took = 0,
}: Case): string {
  const open = `    <testcase${attributes({ classname, name, time: seconds(took) })}`;
  const text = escapeXml(details.join('\n'));
  const said = attributes({ message });
  if (outcome === 'failed')
    return `${open}><failure${said} type="finding">${text}</failure></testcase>`;
  if (outcome === 'skipped') return `${open}><skipped${said}/></testcase>`;
  return text === '' ? `${open}/>` : `${open}><system-out>${text}</system-out></testcase>`;
}

function totals(cases: readonly Case[]): Readonly<Record<string, number>> {
  const count = (wanted: Case['outcome']): number =>
    cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('skipped') };
}

function seconds(value: number): string {
  return value.toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** What XML 1.0 cannot hold at all is replaced. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
