import { suggest } from '../../core/suggest.ts';
import { printableVariable } from '../printable.ts';
import { deploymentIndexOf, type Environment, type UnsetVariable } from '../resolve-env.ts';
import type { DeploymentFaults } from './deployment-faults.ts';

/** How unset variables are taken. */
export interface UnsetPolicy {
  readonly env: Environment;
  /** They become null, as in LiteLLM, with a warning. */
  readonly allow: boolean;
  /** A deployment that needs one is left out instead of stopping everything. */
  readonly skipBroken: boolean;
}

/** One finding for each variable, with every place that needs it. */
export function reportUnset(
  unset: readonly UnsetVariable[],
  faults: DeploymentFaults,
  policy: UnsetPolicy,
): void {
  for (const variable of unset) reportOne(variable, faults, policy);
}

function reportOne(
  { name, places }: UnsetVariable,
  faults: DeploymentFaults,
  { env, allow, skipBroken }: UnsetPolicy,
): void {
  const [first] = places;
  if (first === undefined) return;
  const shown = printableVariable(name);
  const detail = {
    message: `the environment variable \`${shown}\` is not set${otherPlaces(places)}`,
    help: helpFor(shown, env),
    position: first.position,
    path: first.path,
  };
  const indexes = places.map(({ path }) => deploymentIndexOf(path));
  const owners = indexes.filter((index) => index !== null);
  if (allow) faults.log.add('unset-variable', { ...detail, severity: 'warning' });
  else if (skipBroken && owners.length === indexes.length) {
    // The same finding for each owner: the log keeps one.
    for (const index of owners) faults.report(index, 'unset-variable', detail);
  } else faults.log.add('unset-variable', detail);
}

function otherPlaces(places: UnsetVariable['places']): string {
  const [first, ...rest] = places.map(({ position }) => position);
  if (first === undefined || rest.length === 0) return '';
  const named = rest.map(({ file, line }) => (file === first.file ? `${line}` : `${file}:${line}`));
  return `; also needed on line${rest.length > 1 ? 's' : ''} ${named.join(', ')}`;
}

function helpFor(name: string, env: Environment): string {
  const set = Object.keys(env).filter((other) => env[other] !== undefined);
  const meant = name === '…' ? null : suggest(name, set);
  const cure = `set \`${name}\` in the environment or in an env file`;
  return meant === null ? cure : `${cure}; \`${meant}\` is set: did you mean that?`;
}
