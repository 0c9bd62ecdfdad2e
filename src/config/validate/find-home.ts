import { suggest } from '../../core/suggest.ts';
import { GENERAL_SETTINGS_KEYS } from '../schema/general-settings.ts';
import type { KeyTable } from '../schema/key-table.ts';
import { LITELLM_SETTINGS_KEYS } from '../schema/litellm-settings.ts';
import { ROUTER_SETTINGS_KEYS } from '../schema/router-settings.ts';
import { LLMGW_KEYS, TOP_LEVEL_KEYS } from '../schema/top-level.ts';

const SECTIONS: readonly (readonly [string, KeyTable])[] = [
  ['general_settings', GENERAL_SETTINGS_KEYS],
  ['router_settings', ROUTER_SETTINGS_KEYS],
  ['litellm_settings', LITELLM_SETTINGS_KEYS],
  ['llmgw_settings', LLMGW_KEYS],
];

/** The section a key belongs to, in words for "belongs …"; null when no section knows it. */
export function findHome(key: string): string | null {
  const section = SECTIONS.find(([, table]) => table.has(key));
  if (section !== undefined) return `under \`${section[0]}\``;
  return TOP_LEVEL_KEYS.has(key) ? 'at the top level of the file' : null;
}

/** "did you mean …" as the help of a finding, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): { help?: string } {
  const meant = suggest(word, candidates);
  return meant === null ? {} : { help: `did you mean \`${meant}\`?` };
}
