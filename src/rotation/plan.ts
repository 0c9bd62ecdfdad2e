import { boundTransaction } from '../db/queries/rotation-transaction.ts';
import { OUTSIDE, registryHash } from './catalogue.ts';
import { makeConfirmToken } from './confirm-token.ts';
import type { Connection } from './connect.ts';
import { Counts } from './counts.ts';
import { Notes } from './notes.ts';
import { countModels, type RotationRun } from './rotation-run.ts';
import { scanRest } from './scan.ts';
import { Stopped } from './stopped.ts';
import { surveyColumn, type Survey } from './survey.ts';
import { findTargets, type Target, type Targets } from './target.ts';
import type { RotationPlan, ScanResult } from './types.ts';
import { ValuePolicy } from './value-policy.ts';

/** A plan, with what only the run itself needs of it. */
export interface Planned {
  readonly plan: RotationPlan;
  readonly targets: Targets;
  /** By target, also those of `targets.left`. */
  readonly counts: ReadonlyMap<Target, Counts>;
  /** Sums over what is to be rotated. */
  readonly total: Counts;
  /** Values that each key opens, by its name. */
  readonly kids: ReadonlyMap<string, number>;
  /** Values of old copies that stay on an old key; null: too many to count. */
  readonly historyOld: number | null;
}

/** Larger histories are not read only to be counted. */
const MOST_HISTORY_ROWS = 200_000;
const ROWS_PER_SECOND = 5_000;
const READS_PER_SECOND = 20_000;
const WAL_BYTES_PER_ROW = 1_500;

/**
 * Looks at every value of the catalogue, and searches the rest, in one read-only snapshot. Throws
 * `Stopped` where there is nothing of LiteLLM's.
 */
export async function makePlan(run: RotationRun, connection: Connection): Promise<Planned> {
  const { session, options } = run.input;
  await session.begin({ isolation: 'repeatable read', readOnly: true });
  await boundTransaction(session, options);
  const planned = await look(run, connection);
  await session.rollback();
  return planned;
}

async function look(run: RotationRun, connection: Connection): Promise<Planned> {
  const { session, schema, keys, options } = run.input;
  const targets = await findTargets(session, schema, options);
  refuseNothing(targets, schema);
  const policy = new ValuePolicy(keys, options);
  const notes = new Notes();
  const kids = new Map<string, number>();
  const survey: Survey = {
    ...{ db: session, policy, batch: options.batch, notes, kids, buried: [] },
    onPage: (target, counts) => {
      run.check();
      run.tell(target, counts, target.table.estimate);
    },
  };
  const counts = new Map<Target, Counts>();
  for (const target of targets.due) counts.set(target, await surveyColumn(survey, target));
  const historyOld = await countHistory(
    { ...survey, notes: new Notes(), kids: new Map(), buried: [] },
    targets,
  );
  const check = (): void => run.check();
  const rest = options.scan ? await scanRest({ db: session, targets, policy, notes, check }) : [];
  const scan = options.scan ? [...survey.buried, ...rest] : [];
  const plan = describe(run, connection, { targets, counts, notes, scan });
  return { plan, targets, counts, total: sumOf(counts), kids, historyOld };
}

function refuseNothing({ due, catalog }: Targets, schema: string): void {
  if (due.length > 0 || catalog.tables.some((name) => name.startsWith('LiteLLM_'))) return;
  throw new Stopped({
    outcome: 'refused',
    message: `there is no table of LiteLLM in schema ${schema}`,
    next: ['check the database URL, and --schema'],
  });
}

/** Old values in copies that are left as they are. */
async function countHistory(survey: Survey, { left }: Targets): Promise<number | null> {
  if (left.some(({ table }) => table.estimate > MOST_HISTORY_ROWS)) return null;
  let old = 0;
  for (const target of left) old += (await surveyColumn(survey, target)).old;
  return old;
}

interface Found {
  readonly targets: Targets;
  readonly counts: ReadonlyMap<Target, Counts>;
  readonly notes: Notes;
  readonly scan: readonly ScanResult[];
}

function describe(run: RotationRun, connection: Connection, found: Found): RotationPlan {
  const { keys } = run.input;
  const { targets, counts, notes, scan } = found;
  const columns = [...counts].map(([{ entry }, one]) => one.of(entry.table, entry.column));
  const subject = {
    database: connection.database,
    registryHash: registryHash(targets.catalogue),
    kids: { old: keys.old.map(({ kid }) => kid), next: keys.next?.kid ?? null },
    columns,
  };
  return {
    ...subject,
    absent: targets.absent,
    notes: notes.list,
    notesDropped: notes.dropped,
    scan,
    models: countModels(columns),
    liveSessions: connection.liveSessions,
    estimate: estimate(counts),
    pooled: connection.pooled,
    outside: OUTSIDE,
    confirmToken: makeConfirmToken(subject),
  };
}

/** As measured on two cores; rows that hold nothing due are read only. */
function estimate(counts: ReadonlyMap<Target, Counts>): RotationPlan['estimate'] {
  const touched = [...counts.values()].filter(({ old, due }) => old + due > 0);
  const rows = touched.reduce((sum, one) => sum + one.rows, 0);
  const read = sumOf(counts).rows;
  return {
    seconds: Math.ceil(rows / ROWS_PER_SECOND + (2 * read) / READS_PER_SECOND),
    walBytes: rows * WAL_BYTES_PER_ROW,
  };
}

function sumOf(counts: ReadonlyMap<Target, Counts>): Counts {
  const total = new Counts();
  for (const one of counts.values()) total.add(one);
  return total;
}
