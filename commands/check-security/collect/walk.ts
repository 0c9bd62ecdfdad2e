import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { tryRead } from './try-read.ts';

/** Other people's files, by the hundred thousand. */
const LEFT_ASIDE = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  '.terraform',
]);

/** The paths of the files below a folder, in order, without following links; what git would list. */
export function walk(cwd: string, below = ''): readonly string[] {
  const entries = tryRead(() => readdirSync(join(cwd, below), { withFileTypes: true })) ?? [];
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(below, entry.name);
      if (!entry.isDirectory()) return [path];
      return LEFT_ASIDE.has(entry.name) ? [] : walk(cwd, path);
    });
}
