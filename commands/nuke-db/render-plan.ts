import type { Paint } from '../../src/cli/io.ts';
import type { GuardVerdict } from '../../src/wipe/guards.ts';
import type { Survey } from '../../src/wipe/survey.ts';
import type { Identity, Manifest, Target, WipeRequest } from '../../src/wipe/types.ts';
import type { Inspection } from './inspect.ts';
import type { BackupOutlook } from './plan-document.ts';
import { formatBytes, formatCount } from './figures.ts';

const MOST_TABLES = 12;

/** The plan as people read it. */
export function renderPlan(
  { survey, verdicts }: Inspection,
  backup: BackupOutlook | null,
  paint: Paint,
): string {
  const { manifest, request, identity } = survey.subject;
  const line = (name: string, text: string): string => `${paint.bold(name.padEnd(8))} ${text}`;
  const lines = [
    line('Target', describeTarget(identity, paint)),
    line('Scope', describeScope(request, manifest)),
    ...renderTargets(manifest.targets),
    line('Keeps', describeKept(manifest)),
    ...warningsOf(survey).map((text) => line('Warns', paint.yellow(text))),
    ...verdicts
      .filter(({ verdict }) => verdict !== 'pass')
      .map((verdict) => line('Guard', describeGuard(verdict, paint))),
    line('Backup', describeBackup(backup)),
    line('Confirm', `--confirm ${survey.token} (valid 15 min)`),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line that says which database it is, large enough not to be overlooked. */
export function describeTarget(identity: Identity, paint: Paint): string {
  const { database, host, port, schema, version, standby, systemIdentifier, role } = identity;
  return [
    `${paint.bold(database)} @ ${paint.bold(`${host}:${port}`)}`,
    `schema ${schema}`,
    `PG ${version}`,
    standby ? 'STANDBY' : 'primary',
    `sysid ${systemIdentifier ?? 'unknown'}`,
    ...(identity.serverAddress === null ? [] : [`server ${identity.serverAddress}`]),
    `role ${role}`,
    formatBytes(identity.bytes),
    `env: ${identity.marker ?? 'not marked'}`,
  ].join('  ');
}

function describeScope({ scope, method }: WipeRequest, { targets, views }: Manifest): string {
  if (scope === 'all') {
    return `all    DROP of ${targets.length} tables and ${views.length} views   locks: ACCESS EXCLUSIVE`;
  }
  return method === 'truncate'
    ? `${scope}    TRUNCATE … RESTART IDENTITY   locks: ACCESS EXCLUSIVE on ${targets.length} tables`
    : `${scope}    DELETE   locks: SHARE ROW EXCLUSIVE on ${targets.length} tables, readers go on`;
}

/** The largest by name, the rest as one line. */
function renderTargets(targets: readonly Target[]): string[] {
  const sorted = [...targets].sort((a, b) => b.rows - a.rows || b.bytes - a.bytes);
  const shown = sorted.filter(({ rows }, at) => at < MOST_TABLES && rows > 0);
  const rest = sorted.slice(shown.length);
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  const lines = shown.map(({ name, rows, estimated, bytes, partitions }) => {
    const count = `${estimated ? '~' : ''}${formatCount(rows)}`.padStart(12);
    const parts = partitions.length === 0 ? '' : `  in ${partitions.length} partitions`;
    return `  ${name.padEnd(width)} ${count} rows  ${formatBytes(bytes)}${parts}`;
  });
  if (rest.length === 0) return lines;
  const rows = rest.reduce((sum, target) => sum + target.rows, 0);
  return [
    ...lines,
    `  ${lines.length === 0 ? '' : '… and '}${rest.length} tables with ${formatCount(rows)} rows`,
  ];
}

function describeKept({ kept, otherSchemas }: Manifest): string {
  const named = (origin: string): string[] =>
    kept.filter((table) => table.origin === origin).map(({ name }) => name);
  const [known, foreign] = [named('known'), named('foreign')];
  const parts = [
    ...named('migrations'),
    ...(known.length === 0 ? [] : [`${known.length} other tables of LiteLLM's`]),
    ...(foreign.length === 0 ? [] : [`${foreign.length} foreign tables: ${shorten(foreign)}`]),
    ...(otherSchemas.length === 0 ? [] : [`schemas: ${shorten(otherSchemas)}`]),
  ];
  return parts.length === 0 ? 'nothing else is there' : parts.join(', ');
}

function warningsOf({ signs, evidence, subject }: Survey): string[] {
  const { manifest, request } = subject;
  const { publications } = evidence.surroundings;
  const keepsMigrations = request.scope === 'all' && !request.withMigrations;
  return [
    ...signs,
    ...(publications.length === 0 ? [] : [`${shorten(publications)} would replicate the wipe`]),
    ...(manifest.triggers.length === 0
      ? []
      : [`triggers run along: ${shorten(manifest.triggers)}`]),
    ...(keepsMigrations
      ? ['_prisma_migrations stays: LiteLLM will not make its tables again (--with-migrations)']
      : []),
  ];
}

function describeGuard({ guard, verdict, by, message, hint }: GuardVerdict, paint: Paint): string {
  if (verdict === 'override') return `${guard}: passes by ${by ?? ''} (${message})`;
  return `${paint.red(`${guard}: refuses`)}: ${message}${hint === '' ? '' : `; ${hint}`}`;
}

function describeBackup(backup: BackupOutlook | null): string {
  if (backup === null) return 'none';
  const how = backup.format === 'pg_dump' ? 'pg_dump' : 'rows (no pg_dump of this version)';
  return `.llmgw/backups/nuke-…  by ${how}, free ${formatBytes(backup.freeBytes)}`;
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
