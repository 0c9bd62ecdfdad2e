import type { Finding, Position } from '../../diagnostics/finding.ts';
import { FindingLog } from '../finding-log.ts';
import type { ConfigNode, MapNode } from '../node.ts';
import { type Environment, resolveEnv } from '../resolve-env.ts';
import type { DeploymentConfig, ProviderCatalogue } from '../types.ts';
import { DeploymentFaults } from '../validate/deployment-faults.ts';
import { reportUnset } from '../validate/report-unset.ts';
import { buildDeployments } from './deployments.ts';
import { deepFreeze } from './freeze.ts';

/** Entries of `model_list` that were not written in a file. */
export interface StoredEntries {
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** Where they come from, as findings name it. */
  readonly origin: string;
  readonly env: Environment;
  readonly providers: ProviderCatalogue;
}

/** What came of them. */
export interface StoredDeployments {
  readonly deployments: readonly DeploymentConfig[];
  /** None is critical: an entry that cannot be used is left out, the others are not. */
  readonly findings: readonly Finding[];
}

/** Checks and builds plain entries by the rules that hold for those of a file. */
export function buildStoredEntries(source: StoredEntries): StoredDeployments {
  const { origin, env, providers } = source;
  const log = new FindingLog();
  const written = toMap({ model_list: source.entries }, { file: origin, line: 1, column: 1 });
  const { root, unset, env: seen } = resolveEnv(written, env, { log, allowUnset: false });
  const faults = new DeploymentFaults(log, true);
  reportUnset(unset, faults, { env: seen, allow: false, skipBroken: true });
  const { deployments } = buildDeployments(root, providers, faults);
  return { deployments: deepFreeze(deployments), findings: log.sorted([origin]) };
}

/** Positions are of use only as far as they tell the entries apart: the line is its number. */
function toNode(value: unknown, position: Position): ConfigNode {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => toNode(item, lineOf(position, index)));
    return { kind: 'list', items, position };
  }
  if (typeof value === 'object' && value !== null) return toMap(value, position);
  const plain = isScalar(value) ? value : null;
  return { kind: 'scalar', value: plain, source: String(plain), position };
}

function toMap(value: object, position: Position): MapNode {
  const entries = Object.entries(value).map(([key, item]) => {
    return [key, { keyPosition: position, value: toNode(item, position) }] as const;
  });
  return { kind: 'map', entries: new Map(entries), position };
}

function lineOf(position: Position, index: number): Position {
  return position.column === 1 ? { ...position, line: index + 1, column: 2 } : position;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
