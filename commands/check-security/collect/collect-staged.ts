import type { SizeLimits } from '../check-options.ts';
import { buildProject, type ProjectFacts } from './build-project.ts';
import type { Collected, Reading } from './collected.ts';
import { readBlobs, readingOf, type BlobEntry } from './git-blobs.ts';
import type { GitPlace } from './git.ts';
import { listCommit, listIndex } from './list-tree.ts';
import { narrowTo } from './narrow.ts';

/**
 * The index as one project: the next commit, whatever the files look like by now. What HEAD has
 * already is `before`, so that a hook only stops what a commit would add.
 */
export async function collectStaged(
  place: GitPlace,
  paths: readonly string[],
  { facts, limits }: { readonly facts: ProjectFacts; readonly limits: SizeLimits },
): Promise<Collected> {
  const [index, head] = [await listIndex(place), (await listCommit(place, 'HEAD')) ?? []];
  const blobs = [...index, ...head].map(({ blob }) => blob);
  const bytes = await readBlobs(place, blobs, limits.found);
  const read = ({ path, blob }: BlobEntry): Reading => readingOf(path, bytes.get(blob) ?? null);
  const built = buildProject(index.map(read), facts);
  const staged = new Map(index.map(({ path, blob }) => [path, blob]));
  const isSame = ({ path, blob }: BlobEntry): boolean => staged.get(path) === blob;
  const old = buildProject(head.filter((entry) => !isSame(entry)).map(read), facts).project;
  // What did not change is the same object, so that nothing is read twice.
  const same = new Set(head.filter(isSame).map(({ path }) => path));
  const before = {
    ...facts,
    files: [...built.project.files.filter(({ path }) => same.has(path)), ...old.files],
    unread: [...built.project.unread.filter(({ path }) => same.has(path)), ...old.unread],
  };
  return { ...built, before, narrowedTo: narrowTo(place.cwd, paths), isWhole: false };
}
