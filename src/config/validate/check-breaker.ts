import type { FindingName } from '../finding-codes.ts';
import type { FindingDetail } from '../finding-log.ts';
import { child, joinPath, type MapNode } from '../node.ts';
import { asMilliseconds } from '../values.ts';

/** Where a `breaker` map stands, and who is told. */
export interface BreakerCheck {
  readonly path: string;
  readonly report: (name: FindingName, detail: FindingDetail) => void;
}

/** The first must not be above the second. */
const PAIRS = [
  ['hold_base', 'hold_max'],
  ['wait_duration_in_open_state', 'wait_duration_in_open_state_max'],
] as const;

/** Calls under way are counted by when they began: for longer than this that costs too much. */
const LONGEST_SLOW_MS = 600_000;

/** Reports times of one map that contradict each other, or make no sense. */
export function checkBreaker(map: MapNode, { path, report }: BreakerCheck): void {
  checkSlowLimit(map, { path, report });
  for (const [less, more] of PAIRS) {
    const node = child(map, less);
    const ms = asMilliseconds(node);
    const most = asMilliseconds(child(map, more));
    if (node === null || ms === null || most === null || ms <= most) continue;
    report('wrong-type', {
      message: `\`${less}\` must not be above \`${more}\``,
      position: node.position,
      path: joinPath(path, less),
    });
  }
}

function checkSlowLimit(map: MapNode, { path, report }: BreakerCheck): void {
  const key = 'slow_call_duration_threshold';
  const node = child(map, key);
  const ms = asMilliseconds(node);
  if (node === null || ms === null || ms <= LONGEST_SLOW_MS) return;
  report('wrong-type', {
    message: `\`${key}\` must be at most 10 minutes`,
    position: node.position,
    path: joinPath(path, key),
  });
}
