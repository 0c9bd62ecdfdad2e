import { LlmgwError } from '../../../src/core/errors.ts';
import { ProjectFile, type Project } from '../../../src/security/project.ts';
import type { SizeLimits } from '../check-options.ts';
import type { Collected } from './collected.ts';
import { readBlobs, readingOf } from './git-blobs.ts';
import { runGit, splitNul, type GitPlace } from './git.ts';
import { listCommit } from './list-tree.ts';
import { narrowTo } from './narrow.ts';

/**
 * The files as they are, and as a commit had them: what only the first have is new, whichever line
 * it stands on; a line that was taken out can be a fault too. Rejects with `E_USAGE` when there is
 * no such commit.
 */
export async function collectSince(
  place: GitPlace,
  now: Pick<Collected, 'project' | 'skipped'>,
  options: { readonly ref: string; readonly paths: readonly string[]; readonly limits: SizeLimits },
): Promise<Collected> {
  const { ref, paths, limits } = options;
  const tree = await listCommit(place, ref);
  if (tree === null) throw noSuchCommit(ref);
  const diff = ['diff', '--name-only', '-z', '--relative', '--no-ext-diff', '--no-renames'];
  const changed = new Set(splitNul(await runGit(place, [...diff, ref, '--'])));
  const old = tree.filter(({ path }) => changed.has(path));
  const bytes = await readBlobs(
    place,
    old.map(({ blob }) => blob),
    limits.found,
  );
  const files = old.flatMap(({ path, blob }) => {
    const reading = readingOf(path, bytes.get(blob) ?? null);
    return reading.kind === 'text' ? [new ProjectFile(reading.facts)] : [];
  });
  const before = earlier(now.project, new Set(tree.map(({ path }) => path)), files);
  return { ...now, before, narrowedTo: narrowTo(place.cwd, paths), isWhole: false };
}

/** Files that git does not know yet were not there; those that did not change are the same. */
function earlier(now: Project, tree: ReadonlySet<string>, old: readonly ProjectFile[]): Project {
  const replaced = new Set(old.map(({ path }) => path));
  const same = now.files.filter(
    ({ path, origin }) => !replaced.has(path) && (origin === 'ignored' || tree.has(path)),
  );
  const modes = new Map(now.files.map(({ path, mode }) => [path, mode]));
  const dated = old.map(
    ({ path, text, origin }) =>
      new ProjectFile({ path, text, origin, mode: modes.get(path) ?? null }),
  );
  const unread = now.unread.filter(({ path, origin }) => origin === 'ignored' || tree.has(path));
  return { ...now, files: [...same, ...dated], unread };
}

function noSuchCommit(ref: string): LlmgwError {
  return new LlmgwError('E_USAGE', 'there is no such commit here', {
    where: `--since ${ref.slice(0, 80)}`,
    hint: 'a shallow clone lacks it: fetch it first (fetch-depth: 0 with actions/checkout)',
  });
}
