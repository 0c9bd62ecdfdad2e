import { dirname, resolve } from 'node:path';
import { child, type MapNode } from '../node.ts';
import type { SkillsConfig } from '../types.ts';
import { asTexts, asWord } from '../values.ts';
import { readTime } from './timeouts.ts';

/** Reads `llmgw_settings.skills`. Folders are meant from the file that names them. */
export function readSkills(map: MapNode | null): SkillsConfig {
  const folders = child(map, 'folders');
  const home = dirname(folders?.position.file ?? '.');
  return {
    folders: asTexts(folders).map((folder) => resolve(home, folder)),
    cacheTtlMs: readTime(map, 'cache_ttl') ?? 60_000,
    onMissing: asWord(child(map, 'on_missing')) === 'ignore' ? 'ignore' : 'error',
  };
}
