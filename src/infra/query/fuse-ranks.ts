/** What one ranker says, best first. */
export interface RankedList {
  readonly ids: readonly number[];
  readonly weight: number;
}

/** The usual constant of reciprocal rank fusion: a second place is worth nearly as much as a first. */
const DAMPING = 60;

/** One order out of several: the sum of weight over place; ties by id. */
export function fuseRanks(lists: readonly RankedList[]): readonly number[] {
  const scores = new Map<number, number>();
  for (const { ids, weight } of lists) {
    for (const [place, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + weight / (DAMPING + place + 1));
    }
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([id]) => id);
}
