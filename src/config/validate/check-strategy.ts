import type { FindingLog } from '../finding-log.ts';
import { child, childMap, type MapNode } from '../node.ts';
import { ROUTING_STRATEGIES } from '../schema/router-settings.ts';
import { asText } from '../values.ts';
import { didYouMean } from './find-home.ts';

/** Reports a `routing_strategy` that does not exist, or that another one stands in for. */
export function checkStrategy(root: MapNode, log: FindingLog): void {
  const node = child(childMap(root, 'router_settings'), 'routing_strategy');
  const written = asText(node);
  if (node === null || written === null) return;
  const names = [...ROUTING_STRATEGIES.keys()];
  const place = { position: node.position, path: 'router_settings.routing_strategy' };
  if (!names.some((name) => name === written)) {
    log.add('unknown-routing-strategy', {
      message: `\`routing_strategy\` must be one of ${names.join(', ')}`,
      ...didYouMean(written, names),
      ...place,
    });
  } else if (written === 'cost-based-routing') {
    log.add('replaced-routing-strategy', {
      message: '`cost-based-routing` is not served here yet: `simple-shuffle` takes its place',
      help: 'give the cheaper deployments a lower `order` or a higher `weight`',
      ...place,
    });
  }
}
