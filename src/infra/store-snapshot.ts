import { LlmgwError } from '../core/errors.ts';
import type { Queryable } from '../db/database.ts';
import {
  closeRelations,
  closeVersions,
  insertBlobs,
  openRelations,
  openVersions,
  upsertEntities,
  upsertSamples,
  type IdRelation,
} from '../db/queries/infra-write-facts.ts';
import { insertRun, insertRunCollectors } from '../db/queries/infra-write-run.ts';
import { describeEntity } from './describe-entity.ts';
import { diffFacts, type Facts, type FactsDiff } from './diff-snapshot.ts';
import type { Snapshot } from './fact.ts';
import { judgeRun, type Judgement } from './judge-run.ts';
import { readKnown, type Known } from './known-facts.ts';
import { mergeFacts, type Merged } from './merge-facts.ts';

/** What to store, and how carefully. */
export interface StoreInput {
  readonly snapshot: Snapshot;
  readonly runId: string;
  readonly trigger: 'cron' | 'manual';
  readonly toolVersion: string;
  /** Epoch milliseconds. */
  readonly finishedAt: number;
  /** The largest share (0 to 1) of what is known that may be gone at once; null: all of it. */
  readonly maxGone: number | null;
}

/** What storing came to. */
export interface Stored extends Judgement {
  readonly runId: string;
  readonly warnings: readonly string[];
}

const BACKWARDS = 'the clock stands before the last snapshot: times were moved behind it';

/**
 * Stores a snapshot within the caller's transaction. Only what changed is written; a collector that
 * did not end well closes nothing. Rejects with `E_REFUSED` when more is gone than may be, with a
 * `QueryFault` or a `ServiceFault` when the database fails: then nothing must be committed.
 */
export async function storeSnapshot(tx: Queryable, input: StoreInput): Promise<Stored> {
  const { snapshot } = input;
  const known = await readKnown(tx, snapshot.host);
  const merged = mergeFacts(known, snapshot.collectors);
  const diff = diffFacts(known.facts, merged.facts);
  guardLoss(known.facts, diff, input.maxGone);
  const at = Math.max(snapshot.takenAt, known.latestMs + 1);
  const change: Writing = { tx, input, known, merged, diff, at: new Date(at) };
  await writeEntities(change);
  await writeRelations(change);
  await writeSamples(change);
  const judgement = judgeRun(known, snapshot);
  await writeRun(change, judgement);
  return { runId: input.runId, ...judgement, warnings: at > snapshot.takenAt ? [BACKWARDS] : [] };
}

interface Writing {
  readonly tx: Queryable;
  readonly input: StoreInput;
  readonly known: Known;
  readonly merged: Merged;
  readonly diff: FactsDiff;
  /** After everything that was written before, whatever the clock says. */
  readonly at: Date;
}

function guardLoss({ entities }: Facts, { closed }: FactsDiff, maxGone: number | null): void {
  if (maxGone === null || entities.size === 0) return;
  const share = closed.size / entities.size;
  if (share <= maxGone) return;
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  throw new LlmgwError(
    'E_REFUSED',
    `${closed.size} of ${entities.size} known things (${percent(share)}) would be gone, more than ${percent(maxGone)}`,
    {
      where: '--max-change',
      hint: 'see with --dry-run what is found; raise --max-change if it is so',
    },
  );
}

async function writeEntities({ tx, input, known, merged, diff, at }: Writing): Promise<void> {
  const { host } = input.snapshot;
  const fresh = [...diff.opened.keys(), ...diff.changed.keys()].flatMap((ref) => {
    const found = merged.entities.get(ref);
    return found === undefined ? [] : [{ ref, ...found }];
  });
  await insertBlobs(
    tx,
    [...new Map(fresh.map(({ hash, entity }) => [hash, entity.body]))].map(([hash, body]) => ({
      hash,
      body,
    })),
  );
  const named = fresh.map(({ entity, collector }) => ({
    ...{ kind: entity.kind, key: entity.key, name: entity.name },
    collector,
  }));
  for (const { id, kind, key } of await upsertEntities(tx, { host, at }, named)) {
    known.ids.set(`${kind}\t${key}`, id);
  }
  const change = { at, runId: input.runId };
  const idOf = (ref: string): number => idIn(known, ref);
  await closeVersions(tx, change, [...diff.closed, ...diff.changed.keys()].map(idOf));
  const versions = fresh.map(({ ref, hash, entity }) => ({
    ...{ id: idOf(ref), hash },
    ...describeEntity(entity),
  }));
  await openVersions(tx, change, versions);
}

async function writeRelations({ tx, known, merged, diff, at }: Writing): Promise<void> {
  const toIds = (key: string): IdRelation => {
    const [from = '', rel = '', to = ''] = key.split('\n');
    const collector = merged.relations.get(key) ?? '';
    return { fromId: idIn(known, from), rel, toId: idIn(known, to), collector };
  };
  await closeRelations(tx, at, [...diff.unlinked].map(toIds));
  await openRelations(tx, at, [...diff.linked].map(toIds));
}

async function writeSamples({ tx, input, known, merged, at }: Writing): Promise<void> {
  const samples = input.snapshot.collectors.flatMap((collected) =>
    collected.samples.flatMap(({ of, name, value }) => {
      const ref = `${of.kind}\t${of.key}`;
      const id = merged.facts.entities.has(ref) ? known.ids.get(ref) : undefined;
      return id === undefined ? [] : [{ id, name, value }];
    }),
  );
  await upsertSamples(tx, at, samples);
}

function idIn({ ids }: Known, ref: string): number {
  const id = ids.get(ref);
  if (id === undefined) throw new RangeError('an entity was not made');
  return id;
}

async function writeRun({ tx, input }: Writing, judgement: Judgement): Promise<void> {
  const { runId, snapshot, trigger, toolVersion, finishedAt } = input;
  const { host, takenAt, collectors } = snapshot;
  const { status, rootHash, sources: stats } = judgement;
  await insertRun(tx, {
    ...{ runId, host, trigger, toolVersion, status, rootHash, stats },
    startedAt: new Date(takenAt),
    finishedAt: new Date(finishedAt),
  });
  await insertRunCollectors(
    tx,
    { runId, host },
    collectors.map(
      ({ collector, status, observedAt, durationMs, entities, redactions, error }) => ({
        ...{ collector, status, durationMs, redactions },
        observedAt: new Date(observedAt),
        entities: entities.length,
        error: error ?? null,
      }),
    ),
  );
}
