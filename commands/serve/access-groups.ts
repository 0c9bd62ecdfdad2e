import type { Gateway } from '../../src/gateway/gateway.ts';
import type { Runtime } from '../../src/gateway/runtime.ts';

const NONE: readonly string[] = [];

/**
 * The model groups behind a name in `model_info.access_groups`, of whatever configuration is in
 * force. Worked out once per configuration.
 */
export function accessGroupsOf(
  gateway: Pick<Gateway, 'runtime'>,
): (accessGroup: string) => readonly string[] {
  const known = new WeakMap<Runtime, ReadonlyMap<string, readonly string[]>>();
  return (accessGroup) => {
    const { runtime } = gateway;
    const groups = known.get(runtime) ?? collect(runtime);
    known.set(runtime, groups);
    return groups.get(accessGroup) ?? NONE;
  };
}

function collect({ deployments }: Runtime): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const { group, config } of deployments) {
    const names: unknown = config.modelInfo['access_groups'];
    for (const name of Array.isArray(names) ? names : []) {
      if (typeof name !== 'string') continue;
      const members = groups.get(name) ?? new Set();
      groups.set(name, members.add(group));
    }
  }
  return new Map([...groups].map(([name, members]) => [name, [...members]]));
}
