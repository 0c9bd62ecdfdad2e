import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The URL of a server the tests may use instead of starting one; null when unset or empty. */
export function readTestUrl(name: 'TEST_REDIS_URL' | 'TEST_DATABASE_URL'): string | null {
  return process.env[name] || null;
}

/** How much a test that can do more than usual is to do; null when unset: as much as usual. */
export function readTestEffort(name: 'TEST_EXPLORE_GRANTS' | 'TEST_MODEL_RUNS'): number | null {
  return Number(process.env[name]) || null;
}

/** The folder of this run that suites share (`scratch.mjs`); null outside of the tests. */
export function readScratch(): string | null {
  return process.env['LLMGW_TEST_SCRATCH'] ?? null;
}

/** Where `npm test` puts the programs it had to fetch. */
const FETCHED = join(import.meta.dirname, '../../.llmgw/cache/services/bin');

/**
 * The first folder that holds all these programs: of `PATH`, then of `folders`, then of what was
 * fetched for the tests. Null when none does.
 */
export function findPrograms(
  names: readonly string[],
  folders: readonly string[] = [],
): string | null {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...folders, FETCHED];
  return places.find((place) => names.every((name) => isExecutable(join(place, name)))) ?? null;
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
