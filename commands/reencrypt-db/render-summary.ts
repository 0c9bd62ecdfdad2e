import type { Paint } from '../../src/cli/io.ts';
import type {
  ColumnCounts,
  RotationOutcome,
  RotationPlan,
  RotationReport,
  ValuePlaceNote,
} from '../../src/rotation/types.ts';

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const MAX_NOTES = 20;
const BAD: ReadonlySet<RotationOutcome> = new Set([
  'key-proof-failed',
  'undecryptable',
  'uncatalogued',
  'verification-failed',
  'refused',
  'unreachable',
  'failed',
]);

/** The classes that have a column of their own, by their heads. */
const COUNTS: readonly (readonly [head: string, of: (counts: ColumnCounts) => number])[] = [
  ['VALUES', ({ values }) => values],
  ['REWRITTEN', ({ rewritten }) => rewritten],
  ['CURRENT', ({ alreadyNew }) => alreadyNew],
  ['OLD', ({ old }) => old],
  ['PLAIN', ({ plain, plainSecret, empty }) => plain + plainSecret + empty],
  ['UNREADABLE', ({ foreign, corrupt, lenient }) => foreign + corrupt + lenient],
  ['DOUBLE', ({ double }) => double],
  ['SKIPPED', ({ skipped }) => skipped],
];

/** What a person reads at the end, whatever the end was. */
export function renderSummary(report: RotationReport, paint: Paint): string {
  const { plan, columns } = report;
  const lines = [
    ...(plan === null ? [] : renderPlan(plan, paint)),
    ...renderColumns(columns.length > 0 ? columns : (plan?.columns ?? []), paint),
    ...renderNotes(plan?.notes ?? [], plan?.notesDropped ?? 0),
    ...renderFigures(report),
    ...renderResidue(report),
    `reencrypt-db: ${paintOutcome(report, paint)} · ${report.message}`,
    ...report.next.map((step) => `${paint.cyan('next')}: ${step}`),
  ];
  return `${lines.join('\n')}\n`;
}

function renderPlan(plan: RotationPlan, paint: Paint): string[] {
  const { database, kids } = plan;
  const facts: (readonly [string, string])[] = [
    [
      'database',
      `${database.name} @ ${database.host}  schema ${database.schema}  PG ${database.serverVersion}`,
    ],
    ['keys', `${kids.old.join(', ')} -> ${kids.next ?? 'none given'}`],
    ['catalogue', plan.registryHash],
    ...(plan.pooled ? [['pooler', 'in between: online mode needs DIRECT_URL'] as const] : []),
    ...(plan.absent.length > 0 ? [['absent', plan.absent.join(', ')] as const] : []),
    ...plan.liveSessions.map(
      ({ pid, application, state }) => ['live', `${application} (pid ${pid}, ${state})`] as const,
    ),
    ...plan.scan
      .filter(({ hits }) => hits > 0)
      .map(({ table, column, hits }) => ['found', `${hits} in ${table}.${column}`] as const),
    ...plan.outside.map((sentence) => ['elsewhere', sentence] as const),
  ];
  return facts.map(([name, text]) => `${paint.bold(name.padEnd(10))} ${text}`);
}

function renderColumns(columns: readonly ColumnCounts[], paint: Paint): string[] {
  const filled = columns.filter(({ values }) => values > 0);
  if (filled.length === 0) return [];
  const rows = filled.map((counts) => [
    `${counts.table}.${counts.column}`,
    ...COUNTS.map(([, of]) => numbers.format(of(counts))),
  ]);
  const [head = '', ...body] = alignRows([['COLUMN', ...COUNTS.map(([name]) => name)], ...rows]);
  return ['', paint.bold(head), ...body, ''];
}

/** Words to the left, numbers to the right. */
function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function renderNotes(notes: readonly ValuePlaceNote[], dropped: number): string[] {
  const shown = notes
    .slice(0, MAX_NOTES)
    .map(({ table, column, pk, pointer, class: kind, hint }) => {
      const place = `${table}.${column} ${pk}${pointer === '' ? '' : ` ${pointer}`}`;
      return `${kind.padEnd(12)} ${place}${hint === null ? '' : `: ${hint}`}`;
    });
  const more = notes.length - shown.length + dropped;
  return more > 0 ? [...shown, `… and ${numbers.format(more)} more: see --report`] : shown;
}

function renderFigures(report: RotationReport): string[] {
  const { models, durationMs, rowsPerSecond, valuesPerSecond, maxLockMs, backup, verify } = report;
  if (report.batches === 0 && backup === null && verify === null) return [];
  const seconds = (durationMs / 1_000).toFixed(1);
  return [
    `models ${models.done}/${models.total} in ${seconds} s · ` +
      `${numbers.format(rowsPerSecond)} rows/s · ${numbers.format(valuesPerSecond)} values/s · ` +
      `locked ${numbers.format(maxLockMs)} ms · ${numbers.format(report.peakRssBytes / 2 ** 20)} MB`,
    ...(verify === null
      ? []
      : [`verified ${numbers.format(verify.checked)} · bad ${verify.bad} · old ${verify.oldLeft}`]),
    ...(backup === null ? [] : [`backup ${backup.path} · sha256 ${backup.sha256}`]),
  ];
}

/** What a rotation does not take away: after a theft of the key it matters. */
function renderResidue({ residue, outcome }: RotationReport): string[] {
  if (outcome !== 'done' && outcome !== 'done-with-skips') return [];
  const { auditLogValues, deadTupleBytes } = residue;
  const parts = [
    ...(auditLogValues ? [`${numbers.format(auditLogValues)} values in the audit log`] : []),
    ...(deadTupleBytes ? [`${numbers.format(deadTupleBytes / 1_024)} KB of dead rows`] : []),
    'archives and backups of the server',
  ];
  return [`still under the old key: ${parts.join(', ')}`];
}

function paintOutcome({ outcome }: RotationReport, paint: Paint): string {
  if (BAD.has(outcome)) return paint.red(outcome);
  return outcome === 'done' || outcome === 'nothing-to-do' ? paint.green(outcome) : outcome;
}
