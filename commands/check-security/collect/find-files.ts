import { statSync } from 'node:fs';
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { LlmgwError } from '../../../src/core/errors.ts';
import type { FoundFile } from './collected.ts';
import { splitNul, tryGit, type GitPlace } from './git.ts';
import { isSecretBearing } from './secret-bearing.ts';
import { tryRead } from './try-read.ts';
import { walk } from './walk.ts';

/** The files of a folder or of several, and whether git was asked. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly isGit: boolean;
}

/**
 * What there is to look at: of a folder what git tracks, what it would add, and what it ignores but
 * bears secrets by its name; without git everything below it. A file that is named is always there.
 * Rejects with `E_NO_INPUT` for a path that leads nowhere.
 */
export async function findFiles(place: GitPlace, paths: readonly string[]): Promise<FoundFiles> {
  const targets = paths.length === 0 ? ['.'] : paths.map((path) => checkPath(place.cwd, path));
  const isFolder = (target: string): boolean =>
    tryRead(() => statSync(resolve(place.cwd, target)))?.isDirectory() === true;
  const listed: FoundFiles[] = [];
  for (const folder of targets.filter(isFolder)) listed.push(await listFolder(place, folder));
  listed.push(
    await namedFiles(
      place,
      targets.filter((target) => !isFolder(target)),
    ),
  );
  // What is named comes last, and replaces what was found.
  const files = new Map(listed.flatMap(({ files }) => files.map((file) => [file.path, file])));
  return { files: [...files.values()], isGit: listed.some(({ isGit }) => isGit) };
}

/** As findings call it: relative where it is below the working directory. */
function checkPath(cwd: string, path: string): string {
  const full = resolve(cwd, path);
  if (tryRead(() => statSync(full)) === null) {
    throw new LlmgwError('E_NO_INPUT', 'there is no such file or folder', {
      where: path,
      hint: 'check the path; `llmgw check-security --list-files` prints what would be read',
    });
  }
  const way = relative(cwd, full);
  const isBelow = way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  return isBelow ? way.split(sep).join('/') || '.' : full;
}

async function listFolder(place: GitPlace, target: string): Promise<FoundFiles> {
  const full = resolve(place.cwd, target);
  const name = (path: string): string => (target === '.' ? path : posix.join(target, path));
  const listed = await listInGit({ ...place, cwd: full });
  if (listed === null) return loose(walk(full).map(name));
  return { files: listed.map((file) => ({ ...file, path: name(file.path) })), isGit: true };
}

/** They may be ignored, or lie in no repository: whoever names a file wants to hear all of it. */
async function namedFiles(place: GitPlace, paths: readonly string[]): Promise<FoundFiles> {
  if (paths.length === 0) return { files: [], isGit: false };
  const literal = paths.filter((path) => !isAbsolute(path)).map((path) => `:(literal)${path}`);
  const output = await tryGit(place, ['ls-files', '-z', '--', ...literal]);
  const tracked = new Set(output === null || literal.length === 0 ? [] : splitNul(output));
  const files = paths.map((path) => {
    const origin = tracked.has(path) ? ('tracked' as const) : ('loose' as const);
    return { path, origin, isNamed: true };
  });
  return { files, isGit: output !== null };
}

function loose(paths: readonly string[]): FoundFiles {
  return {
    files: paths.map((path) => ({ path, origin: 'loose', isNamed: false })),
    isGit: false,
  };
}

const LIST = ['ls-files', '-z', '--exclude-standard'];

/** Null: no git, or no repository. Folders that are ignored as a whole are not searched. */
async function listInGit(place: GitPlace): Promise<readonly FoundFile[] | null> {
  const [known, ignored] = await Promise.all([
    tryGit(place, [...LIST, '-t', '--cached', '--others']),
    tryGit(place, [...LIST, '--others', '--ignored', '--directory']),
  ]);
  if (known === null || ignored === null) return null;
  const secret = splitNul(ignored).filter((path) => !path.endsWith('/') && isSecretBearing(path));
  return [
    ...splitNul(known).map((line) => ({
      path: line.slice(2),
      origin: line.startsWith('?') ? ('loose' as const) : ('tracked' as const),
      isNamed: false,
    })),
    ...secret.map((path) => ({ path, origin: 'ignored' as const, isNamed: false })),
  ];
}
