import type { Position } from '../../diagnostics/finding.ts';
import {
  childMap,
  type ConfigNode,
  isNull,
  joinPath,
  type MapEntry,
  type MapNode,
} from '../node.ts';
import {
  DEPLOYMENT_KEYS,
  LITELLM_PARAMS_KEYS,
  MODEL_INFO_KEYS,
  MODEL_INFO_ONLY,
  PARAMS_ONLY,
  PROVIDER_PARAMS_KEYS,
  REQUEST_PARAMS,
} from '../schema/deployment-keys.ts';
import type { KeyTable } from '../schema/key-table.ts';
import { MODEL_INFO_SECTIONS } from '../schema/sections.ts';
import { asText } from '../values.ts';
import { checkBreaker } from './check-breaker.ts';
import { checkKeys, inertMessage, type KeyCheck, reportUnknown } from './check-keys.ts';
import type { DeploymentFaults } from './deployment-faults.ts';
import { didYouMean } from './find-home.ts';

const PARAMS_KEYS: KeyTable = new Map([...LITELLM_PARAMS_KEYS, ...PROVIDER_PARAMS_KEYS]);
const PARAM_WORDS = [...PARAMS_KEYS.keys(), ...REQUEST_PARAMS];
const PRICE = /_cost(?:_per_\w+)?$|_cost_per_/;
const PROVIDER_PREFIX = /^(?:aws|azure|gcs|s3|vertex|watsonx)_/;

/** What becomes of a key of `litellm_params`. */
export type ParamRole = 'setting' | 'provider' | 'price' | 'model-info' | 'request' | 'extra';

/** Sorts the keys of `litellm_params`; `extra` ones are sent to the provider though nobody knows them. */
export function roleOfParam(key: string): ParamRole {
  if (LITELLM_PARAMS_KEYS.has(key)) return 'setting';
  if (PROVIDER_PARAMS_KEYS.has(key) || PROVIDER_PREFIX.test(key)) return 'provider';
  if (REQUEST_PARAMS.has(key)) return 'request';
  if (PRICE.test(key)) return 'price';
  return MODEL_INFO_ONLY.test(key) ? 'model-info' : 'extra';
}

/** Checks entries of `model_list`; settings without effect are told once for all of them. */
export class DeploymentChecker {
  readonly #faults: DeploymentFaults;
  readonly #inert = new Map<string, { position: Position; count: number }>();

  constructor(faults: DeploymentFaults) {
    this.#faults = faults;
  }

  /** Reports what is wrong with one entry; a broken one is remembered by the faults. */
  check(node: ConfigNode, index: number): void {
    const path = `model_list[${index}]`;
    if (node.kind !== 'map') {
      this.#broken(index, { message: 'an entry of `model_list` must be a map', node, path });
      return;
    }
    checkKeys(node, {
      ...this.#keyCheck(path, DEPLOYMENT_KEYS, index),
      onUnknown: (key, entry) => this.#checkItemKey(key, entry, path),
    });
    this.#checkRequired(node, index, path);
    const params = childMap(node, 'litellm_params');
    if (params !== null) this.checkParams(params, `${path}.litellm_params`, index);
    const info = childMap(node, 'model_info');
    if (info !== null) this.#checkModelInfo(info, `${path}.model_info`, index);
  }

  /** Checks a map of `litellm_params`; without an index it is the defaults of all deployments. */
  checkParams(params: MapNode, path: string, index?: number): void {
    checkKeys(params, {
      ...this.#keyCheck(path, PARAMS_KEYS, index),
      onUnknown: (key, entry) => this.#checkUnknownParam(key, entry, path),
    });
  }

  /** Tells the settings without effect, once each. */
  reportInert(): void {
    for (const [key, { position, count }] of this.#inert) {
      const where = count === 1 ? '' : ` (written in ${count} deployments)`;
      this.#faults.log.add('setting-without-effect', {
        message: inertMessage(key) + where,
        position,
        path: key,
      });
    }
  }

  #checkRequired(node: MapNode, index: number, path: string): void {
    const params = childMap(node, 'litellm_params');
    const missing = [
      isBlank(node.entries.get('model_name')) ? 'model_name' : null,
      params === null ? 'litellm_params' : null,
      params !== null && isBlank(params.entries.get('model')) ? 'litellm_params.model' : null,
    ].filter((name) => name !== null);
    if (missing.length === 0) return;
    const message = `the deployment has no ${missing.map((name) => `\`${name}\``).join(' and no ')}`;
    this.#broken(index, { message, node, path });
  }

  #checkItemKey(key: string, entry: MapEntry, path: string): void {
    const role = roleOfParam(key);
    const home = role === 'extra' ? null : role === 'model-info' ? 'model_info' : 'litellm_params';
    if (home !== null) this.#reportMisplaced(key, entry, { path, home });
    else reportUnknown(key, entry, { path, table: DEPLOYMENT_KEYS, log: this.#faults.log });
  }

  #checkUnknownParam(key: string, entry: MapEntry, path: string): void {
    const role = roleOfParam(key);
    if (role === 'price') this.#countInert(key, entry.keyPosition);
    if (role === 'model-info') this.#reportMisplaced(key, entry, { path, home: 'model_info' });
    if (role !== 'extra') return;
    this.#faults.log.add('extra-request-parameter', {
      message: `\`${key}\` is no setting, so it is sent to the provider with every request`,
      ...didYouMean(key, PARAM_WORDS),
      position: entry.keyPosition,
      path: joinPath(path, key),
    });
  }

  #checkModelInfo(info: MapNode, path: string, index: number): void {
    checkKeys(info, {
      ...this.#keyCheck(path, MODEL_INFO_KEYS, index),
      onUnknown: (key, entry) => this.#checkInfoKey(key, entry, path),
    });
    for (const [key, table] of MODEL_INFO_SECTIONS) {
      const own = childMap(info, key);
      if (own !== null) checkKeys(own, this.#keyCheck(`${path}.${key}`, table, index));
    }
    const breaker = childMap(info, 'llmgw_breaker');
    if (breaker === null) return;
    const report: KeyCheck['report'] = (name, detail) => this.#faults.report(index, name, detail);
    checkBreaker(breaker, { path: `${path}.llmgw_breaker`, report });
  }

  /** Anybody's notes may stand here, but nobody else writes names that begin like ours. */
  #checkInfoKey(key: string, entry: MapEntry, path: string): void {
    if (PARAMS_ONLY.has(key)) this.#reportMisplaced(key, entry, { path, home: 'litellm_params' });
    if (!key.startsWith('llmgw_')) return;
    reportUnknown(key, entry, { path, table: MODEL_INFO_KEYS, log: this.#faults.log });
  }

  #keyCheck(path: string, table: KeyTable, index?: number): KeyCheck {
    const common = {
      path,
      table,
      log: this.#faults.log,
      onInert: (key: string, position: Position) => this.#countInert(key, position),
    };
    if (index === undefined) return common;
    return { ...common, report: (name, detail) => this.#faults.report(index, name, detail) };
  }

  #countInert(key: string, position: Position): void {
    const seen = this.#inert.get(key);
    if (seen === undefined) this.#inert.set(key, { position, count: 1 });
    else seen.count += 1;
  }

  #reportMisplaced(key: string, { keyPosition }: MapEntry, { path, home }: Misplaced): void {
    this.#faults.log.add('misplaced-key', {
      message: `\`${key}\` does nothing here: it belongs under \`${home}\``,
      help: `move it under the \`${home}\` of this deployment`,
      position: keyPosition,
      path: joinPath(path, key),
    });
  }

  #broken(index: number, { message, node, path }: BrokenDetail): void {
    this.#faults.report(index, 'broken-deployment', {
      message,
      help: 'every entry needs `model_name` and `litellm_params.model`',
      position: node.position,
      path,
    });
  }
}

interface Misplaced {
  readonly path: string;
  readonly home: string;
}

interface BrokenDetail {
  readonly message: string;
  readonly node: ConfigNode;
  readonly path: string;
}

/** Not written, or nothing written; an unset variable is told elsewhere. */
function isBlank(entry: MapEntry | undefined): boolean {
  if (entry === undefined) return true;
  const { value } = entry;
  if (value.kind === 'scalar' && value.unset === true) return false;
  return isNull(value) || asText(value)?.trim() === '';
}
