import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The URL of a server the tests may use instead of starting one; null when unset or empty. */
export function readTestUrl(name: 'TEST_REDIS_URL' | 'TEST_DATABASE_URL'): string | null {
  return process.env[name] || null;
}

/** The first of the programs that `PATH` or one of the extra folders holds; null when none does. */
export function findProgram(names: readonly string[], folders: readonly string[] = []): string | null {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...folders];
  const candidates = names.flatMap((name) => places.map((place) => join(place, name)));
  return candidates.find(isExecutable) ?? null;
}

/** The folders below `parent`, highest version number first; none when there is no `parent`. */
export function versionFolders(parent: string): string[] {
  try {
    return readdirSync(parent).sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
