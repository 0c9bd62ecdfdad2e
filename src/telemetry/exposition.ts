import { Histogram, type Counter, type Gauge } from './series.ts';

/** The content type of Prometheus' text format. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Something that can be rendered as a sample or several. */
export type Series = Counter | Gauge | Histogram;

/** `a="x",b="y"`: made once per series. */
export function renderLabels(names: readonly string[], values: readonly string[]): string {
  return names.map((name, at) => `${name}="${escapeLabel(values[at] ?? '')}"`).join(',');
}

/** The `# HELP` and `# TYPE` lines of a family. */
export function renderHead(name: string, type: string, help: string): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`;
}

/** All sample lines of one series. */
export function renderSeries(name: string, labels: string, series: Series): string {
  if (series instanceof Histogram) return renderHistogram(name, labels, series);
  return `${name}${inBraces(labels)} ${renderNumber(series.value)}\n`;
}

function renderHistogram(name: string, labels: string, histogram: Histogram): string {
  const lead = labels === '' ? '' : `${labels},`;
  let total = 0;
  let text = '';
  for (const [at, count] of histogram.counts.entries()) {
    total += count;
    const bound = renderNumber(histogram.bounds[at] ?? Infinity);
    text += `${name}_bucket{${lead}le="${bound}"} ${total}\n`;
  }
  const braced = inBraces(labels);
  return `${text}${name}_sum${braced} ${renderNumber(histogram.sum)}\n${name}_count${braced} ${total}\n`;
}

function inBraces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

function renderNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
