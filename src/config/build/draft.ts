import type { Position } from '../../diagnostics/finding.ts';
import {
  child,
  childItems,
  childMap,
  isNull,
  type ConfigNode,
  type MapEntry,
  type MapNode,
} from '../node.ts';
import { asText } from '../values.ts';
import type { DeploymentFaults } from '../validate/deployment-faults.ts';
import { didYouMean } from '../validate/find-home.ts';

/** An entry of `model_list` with credentials and defaults filled in, not yet read. */
export interface DeploymentDraft {
  readonly index: number;
  readonly modelName: string;
  /** `litellm_params.model` as written. */
  readonly model: string;
  readonly params: MapNode;
  readonly modelInfo: MapNode | null;
  readonly position: Position;
}

/** What deployments take values from. */
export interface ParamSources {
  /** `credential_list` by name. */
  readonly credentials: ReadonlyMap<string, MapNode>;
  /** `router_settings.default_litellm_params`. */
  readonly defaults: MapNode | null;
}

/** Reads `credential_list` and the default parameters. */
export function readParamSources(root: MapNode): ParamSources {
  const credentials = new Map<string, MapNode>();
  for (const item of childItems(root, 'credential_list')) {
    const name = asText(child(item, 'credential_name'));
    const values = childMap(item, 'credential_values');
    if (name !== null && values !== null) credentials.set(name, values);
  }
  const defaults = childMap(childMap(root, 'router_settings'), 'default_litellm_params');
  return { credentials, defaults };
}

/** Fills in one entry; null when it is broken, which is already or hereby reported. */
export function draftDeployment(
  node: ConfigNode,
  index: number,
  { sources, faults }: { sources: ParamSources; faults: DeploymentFaults },
): DeploymentDraft | null {
  const own = childMap(node, 'litellm_params');
  const modelName = asText(child(node, 'model_name'));
  if (own === null || modelName === null) return null;
  const credential = findCredential(own, index, { sources, faults });
  const params = overlay([sources.defaults, credential, own, besideName(node)], own.position);
  const model = asText(child(params, 'model'));
  if (model === null) return null;
  const modelInfo = childMap(node, 'model_info');
  return { index, modelName, model, params, modelInfo, position: node.position };
}

/** `rpm` and `tpm` may also stand beside `model_name`. */
function besideName(node: ConfigNode): MapNode | null {
  if (node.kind !== 'map') return null;
  const entries = [...node.entries].filter(([key]) => key === 'rpm' || key === 'tpm');
  return { ...node, entries: new Map(entries) };
}

/** The later map wins; a null does not count as written. */
function overlay(maps: readonly (MapNode | null)[], position: Position): MapNode {
  const entries = new Map<string, MapEntry>();
  for (const map of maps) {
    for (const [key, entry] of map?.entries ?? []) {
      if (!isNull(entry.value)) entries.set(key, entry);
    }
  }
  return { kind: 'map', entries, position };
}

function findCredential(
  params: MapNode,
  index: number,
  { sources, faults }: { sources: ParamSources; faults: DeploymentFaults },
): MapNode | null {
  const written = child(params, 'litellm_credential_name');
  const name = asText(written);
  if (written === null || name === null) return null;
  const found = sources.credentials.get(name);
  if (found !== undefined) return found;
  faults.report(index, 'unknown-credential', {
    message: `\`litellm_credential_name\` is not in \`credential_list\``,
    ...didYouMean(name, sources.credentials.keys()),
    position: written.position,
    path: `model_list[${index}].litellm_params.litellm_credential_name`,
  });
  return null;
}
