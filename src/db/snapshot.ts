/**
 * What a statement could see, as `pg_current_snapshot()` tells it: with it, a row that was read and a
 * transaction that wrote can be put in order exactly, whatever came back first.
 */
export interface Snapshot {
  /** Everything below has ended. */
  readonly xmin: number;
  /** Nothing from here on had begun. */
  readonly xmax: number;
  /** What was still running in between. */
  readonly running: ReadonlySet<number>;
}

/** Sees nothing: older than every other. */
export const NO_SNAPSHOT: Snapshot = { xmin: 0, xmax: 0, running: new Set() };

/** Reads `xmin:xmax:xid,xid…`; anything else sees nothing. */
export function parseSnapshot(text: string | null): Snapshot {
  const [, xmin, xmax, running] = /^(\d+):(\d+):([\d,]*)$/.exec(text ?? '') ?? [];
  if (xmin === undefined || xmax === undefined) return NO_SNAPSHOT;
  const ids = (running ?? '').split(',').filter((id) => id !== '');
  return { xmin: Number(xmin), xmax: Number(xmax), running: new Set(ids.map(Number)) };
}

/** Whether a committed transaction, by its `pg_current_xact_id()`, is in what the snapshot shows. */
export function sees({ xmin, xmax, running }: Snapshot, xid: number): boolean {
  return xid < xmin || (xid < xmax && !running.has(xid));
}

/** Whether `a` was taken after `b`, or shows the same. */
export function isAtLeast(a: Snapshot, b: Snapshot): boolean {
  // The end only moves on; with one end, what runs only becomes less.
  return a.xmax > b.xmax || (a.xmax === b.xmax && a.running.size <= b.running.size);
}
