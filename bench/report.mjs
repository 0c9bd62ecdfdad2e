import { round } from './statistics.mjs';

/** The rows of the table: a label, the section and field of the results, digits. */
const ROWS = [
  ['CPU per request (µs)', 'throughput', 'cpuMicros', 1],
  ['requests/s on one core', 'throughput', 'requestsPerSecond', 0],
  ['share of that core used (%)', 'throughput', 'coreShare', 0, 100],
  ['p50, one connection (ms)', 'latency', 'p50', 3],
  ['p99, one connection (ms)', 'latency', 'p99', 3],
  ['added p50 (ms)', 'latency', 'addedP50', 3],
  ['added p99 (ms)', 'latency', 'addedP99', 3],
  ['added time to first token, p50 (ms) ¹', 'firstToken', 'addedP50', 3],
  ['first token at 100 streams, p50 (ms) ¹', 'streaming', 'firstTokenP50', 2],
  ['first token at 100 streams, p99 (ms) ¹', 'streaming', 'firstTokenP99', 2],
  ['CPU per streamed answer (µs) ¹', 'streaming', 'cpuMicrosPerStream', 0],
  ['CPU per streamed event (µs) ¹', 'streaming', 'cpuMicrosPerEvent', 1],
  ['memory, idle (MB)', 'readiness', 'idleMb', 0],
  ['memory at 100 streams, peak (MB) ¹', 'streaming', 'peakMb', 0],
  ['memory under load, early (MB)', 'memory', 'firstMb', 0],
  ['memory under load, end (MB)', 'memory', 'lastMb', 0],
  ['requests of that load', 'memory', 'requests', 0],
  ['memory slope (KB per 1,000 requests)', 'memory', 'kbPerThousand', 1],
  ['time to ready (ms)', 'readiness', 'readyMs', 0],
];

const FOOTNOTE =
  '¹ nginx cannot pace a stream, so streams come from a raw-socket upstream in a process of its ' +
  'own: 60 events a stream, 20 ms apart (first token alone: 5 events, 1 ms apart).';

/** The whole run as Markdown: machine, measurements, bars. */
export function markdown(report) {
  const parts = [machineLine(report), measurements(report), FOOTNOTE];
  for (const { subject, bars } of report.verdicts)
    if (bars.length > 0) parts.push(barTable(subject, bars));
  parts.push(...report.warnings.map((warning) => `Warning: ${warning}`));
  return `${parts.join('\n\n')}\n`;
}

function machineLine({ date, commit, machine, quick }) {
  const { cpu, cores, memoryGb, kernel, node } = machine;
  const place = `${cpu}, ${cores} cores, ${memoryGb} GB, Linux ${kernel}, Node ${node}`;
  return `Measured ${date} at commit ${commit}${quick ? ' (quick run)' : ''} on ${place}.`;
}

function measurements({ subjects, results }) {
  const head = ['', ...subjects.map(({ name, version }) => `${name} (${version})`)];
  const rows = ROWS.filter(([, section]) => results[section] !== undefined).map((row) => [
    row[0],
    ...subjects.map(({ name }) => cell(results, name, row)),
  ]);
  return table([head, ...rows]);
}

function cell(results, name, [, section, field, digits, factor = 1]) {
  const value = results[section]?.[name]?.[field];
  if (!Number.isFinite(value)) return '–';
  const floor = results[section]?.nginx?.[field];
  const shown = (value * factor).toFixed(digits);
  const comparable = field.startsWith('cpuMicros') && name !== 'nginx' && floor > 0;
  return comparable ? `${shown} (${(value / floor).toFixed(1)} × nginx)` : shown;
}

function barTable(subject, bars) {
  const rows = bars.map(({ name, unit, limit, value, pass }) => [
    name,
    `≤ ${limit} ${unit}`,
    `${round(value)} ${unit}`,
    pass ? 'pass' : 'MISS',
  ]);
  return table([[`${subject}: bar`, 'limit', 'measured', ''], ...rows]);
}

/** A Markdown table; the first row is its head. */
export function table([head, ...rows]) {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column].length)),
  );
  const line = (row) =>
    `| ${row.map((text, column) => pad(text, widths[column], column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [
    line(head),
    `| ${rule.map((dashes) => (dashes.length > 1 ? dashes : '-:')).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

const pad = (text, width, column) => (column === 0 ? text.padEnd(width) : text.padStart(width));
