/** `by` refers to `on`. */
export interface Reference {
  readonly by: string;
  readonly on: string;
}

/**
 * Sorts tables so that those who refer come before those they refer to; otherwise they keep their
 * order. Where they refer in a circle, the rest follows as it came.
 */
export function childrenFirst(
  tables: readonly string[],
  references: readonly Reference[],
): readonly string[] {
  const left = new Set(tables);
  const sorted: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((table) => !isReferredTo(table, left, references));
    const next = free.length > 0 ? free : [...left];
    for (const table of next) left.delete(table);
    sorted.push(...next);
  }
  return sorted;
}

function isReferredTo(
  table: string,
  left: ReadonlySet<string>,
  references: readonly Reference[],
): boolean {
  return references.some(({ by, on }) => on === table && by !== table && left.has(by));
}
