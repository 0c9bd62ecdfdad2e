import { relative, resolve, sep } from 'node:path';

/** What paths of the command line mean among the files of git. Null: everything. */
export function narrowTo(cwd: string, paths: readonly string[]): Collection | null {
  if (paths.length === 0) return null;
  const ways = paths.map((path) => relative(cwd, resolve(cwd, path)).split(sep).join('/'));
  return {
    has: (file) => ways.some((way) => way === '' || file === way || file.startsWith(`${way}/`)),
  };
}

/** Tells whether a file is in it. */
export interface Collection {
  has(file: string): boolean;
}
