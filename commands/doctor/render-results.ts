import type { Paint } from '../../src/diagnostics/render/paint.ts';
import type { CheckResult } from './check.ts';

const MARKS: Readonly<Record<CheckResult['status'], string>> = {
  ok: '✔',
  info: '·',
  warning: '!',
  critical: '✖',
  unreachable: '✖',
  skipped: '-',
};

/** One aligned line a check, the remedy below it, and the count at the end. */
export function renderResults(
  results: readonly CheckResult[],
  elapsedMs: number,
  paint: Paint,
): string {
  const width = Math.max(...results.map(({ check }) => check.length), 0);
  const blocks = results.map(({ check, status, detail, help }) => {
    const mark = colorOf(status, paint)(MARKS[status]);
    const line = `${mark} ${check.padEnd(width)}  ${detail}`;
    return help === undefined
      ? line
      : `${line}\n  ${' '.repeat(width)}  ${paint.bold('help')}: ${help}`;
  });
  return `${[...blocks, '', summary(results, elapsedMs)].join('\n')}\n`;
}

function summary(results: readonly CheckResult[], elapsedMs: number): string {
  const count = (...wanted: readonly CheckResult['status'][]): number =>
    results.filter(({ status }) => wanted.includes(status)).length;
  const [critical, warning] = [count('critical', 'unreachable'), count('warning')];
  const problems = critical + warning;
  const head =
    problems === 0
      ? 'no problems'
      : `${problems} ${problems === 1 ? 'problem' : 'problems'} (${critical} critical, ${warning} warning)`;
  return `${head} · ${results.length} checks · ${(elapsedMs / 1_000).toFixed(1)} s`;
}

function colorOf(status: CheckResult['status'], paint: Paint): (text: string) => string {
  if (status === 'ok') return (text) => paint.green(text);
  if (status === 'warning') return (text) => paint.yellow(text);
  if (status === 'critical' || status === 'unreachable') return (text) => paint.red(text);
  return (text) => paint.dim(text);
}
