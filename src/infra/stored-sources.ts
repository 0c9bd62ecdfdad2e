import { refKey, type FactsDiff } from './diff-snapshot.ts';
import type { Collected, CollectorStatus } from './fact.ts';
import type { Known } from './known-facts.ts';

/** What one collector's part of a run came to; entities are counted. */
export interface StoredSource {
  readonly name: string;
  readonly status: CollectorStatus;
  readonly seen: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly gone: number;
  /** Secrets that were taken out. */
  readonly redactions: number;
  readonly ms: number;
  readonly error: string | null;
  readonly warnings: readonly string[];
}

/** Counts what changed, collector by collector. */
export function countSources(
  collectors: readonly Collected[],
  { owners }: Pick<Known, 'owners'>,
  diff: FactsDiff,
): readonly StoredSource[] {
  const gone = new Map<string, number>();
  for (const ref of diff.closed) {
    const owner = owners.get(ref) ?? '';
    gone.set(owner, (gone.get(owner) ?? 0) + 1);
  }
  return collectors.map((collected) => {
    const refs = collected.entities.map(refKey);
    const inserted = refs.filter((ref) => diff.opened.has(ref)).length;
    const updated = refs.filter((ref) => diff.changed.has(ref)).length;
    return {
      name: collected.collector,
      status: collected.status,
      seen: refs.length,
      inserted,
      updated,
      unchanged: refs.length - inserted - updated,
      gone: gone.get(collected.collector) ?? 0,
      redactions: collected.redactions,
      ms: collected.durationMs,
      error: collected.error ?? null,
      warnings: collected.warnings,
    };
  });
}
