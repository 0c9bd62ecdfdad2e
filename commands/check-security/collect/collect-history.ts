import { LlmgwError } from '../../../src/core/errors.ts';
import type { Project } from '../../../src/security/project.ts';
import type { SizeLimits } from '../check-options.ts';
import { buildProject, type ProjectFacts } from './build-project.ts';
import { readBlobs, readingOf } from './git-blobs.ts';
import { splitNul, tryGit, type GitPlace } from './git.ts';

/** A version of a file as a project of its own, with the commit that brought it. */
export interface PastVersion {
  readonly project: Project;
  /** `1a2b3c4d of 2026-10-01`. */
  readonly commit: string;
}

/** Every version, oldest first. */
export interface History {
  readonly versions: readonly PastVersion[];
  readonly skipped: Readonly<Record<string, number>>;
}

const LOG = [
  'log',
  '--all',
  '--reverse',
  '--root',
  '-m',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--diff-filter=AM',
  '--relative',
  '--date=short',
  '--format=%x01%H %cd',
];

/**
 * Every version of every file below the working directory that any branch or tag leads to, each once,
 * with the first commit that has it. Rejects with `E_NO_INPUT` outside of a repository.
 */
export async function collectHistory(
  place: GitPlace,
  { facts, limits }: { readonly facts: ProjectFacts; readonly limits: SizeLimits },
): Promise<History> {
  const log = await tryGit(place, LOG);
  if (log === null) {
    throw new LlmgwError('E_NO_INPUT', 'there is no git history here', {
      where: place.cwd,
      hint: 'leave out --history, or run it in a repository',
    });
  }
  const found = versionsOf(splitNul(log));
  const bytes = await readBlobs(
    place,
    found.map(({ blob }) => blob),
    limits.found,
  );
  const skipped: Record<string, number> = {};
  const versions = found.flatMap(({ path, blob, commit }) => {
    const built = buildProject([readingOf(path, bytes.get(blob) ?? null)], facts);
    for (const [reason, count] of Object.entries(built.skipped)) {
      skipped[reason] = (skipped[reason] ?? 0) + count;
    }
    return built.project.files.length === 0 ? [] : [{ project: built.project, commit }];
  });
  return { versions, skipped };
}

interface Version {
  readonly path: string;
  readonly blob: string;
  readonly commit: string;
}

const CHANGE = /^:\d+ 100(?:644|755) [\da-f]+ ([\da-f]+) [AM]$/;

/** One blob may lie at several paths; what it is depends on the path. */
function versionsOf(parts: readonly string[]): readonly Version[] {
  const versions = new Map<string, Version>();
  let [commit, blob] = ['', ''];
  for (const raw of parts) {
    const part = raw.replace(/^\n/, '');
    if (part.startsWith('\x01')) {
      const [hash = '', date = ''] = part.slice(1).trimEnd().split(' ');
      commit = `${hash.slice(0, 8)} of ${date}`;
      continue;
    }
    const change = CHANGE.exec(part);
    if (change !== null) blob = change[1] ?? '';
    else if (blob !== '') {
      const key = `${blob} ${part}`;
      if (!versions.has(key)) versions.set(key, { path: part, blob, commit });
      blob = '';
    }
  }
  return [...versions.values()];
}
