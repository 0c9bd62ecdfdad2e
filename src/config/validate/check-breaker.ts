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

/** Reports times of one map that contradict each other. */
export function checkBreaker(map: MapNode, { path, report }: BreakerCheck): void {
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
