import type { ValueType } from '../values.ts';
import {
  DEPLOYMENT_KEYS,
  LITELLM_PARAMS_KEYS,
  MODEL_INFO_KEYS,
  PROVIDER_PARAMS_KEYS,
} from './deployment-keys.ts';
import { PASS_THROUGH_KEYS } from './general-settings.ts';
import type { KeyTable } from './key-table.ts';
import { MODEL_INFO_SECTIONS, SECTIONS } from './sections.ts';
import { CREDENTIAL_KEYS, GROUP_KEYS, TOP_LEVEL_KEYS } from './top-level.ts';

/** Where a table holds: a pattern for the path of its map. Indices are written `[]`. */
const TABLES: ReadonlyMap<string, KeyTable> = new Map<string, KeyTable>([
  ['', TOP_LEVEL_KEYS],
  ...SECTIONS,
  ['model_list[]', DEPLOYMENT_KEYS],
  ['model_list[].litellm_params', new Map([...LITELLM_PARAMS_KEYS, ...PROVIDER_PARAMS_KEYS])],
  ['model_list[].model_info', MODEL_INFO_KEYS],
  ...MODEL_INFO_SECTIONS.map(([key, table]) => [`model_list[].model_info.${key}`, table] as const),
  ['credential_list[]', CREDENTIAL_KEYS],
  ['general_settings.pass_through_endpoints[]', PASS_THROUGH_KEYS],
  ['llmgw_settings.groups.*', GROUP_KEYS],
]);

/** What the value at a dotted path may be; null where no table says so. */
export function typeOfPath(path: string): ValueType | null {
  const plain = path
    .replaceAll(/\[\d+\]/g, '[]')
    .replace(/^(llmgw_settings\.groups\.)[^.]+/, '$1*');
  const at = plain.lastIndexOf('.');
  const [map, key] = at < 0 ? ['', plain] : [plain.slice(0, at), plain.slice(at + 1)];
  return TABLES.get(map)?.get(key)?.type ?? null;
}
