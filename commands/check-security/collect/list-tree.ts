import type { BlobEntry } from './git-blobs.ts';
import { runGit, splitNul, tryGit, type GitPlace } from './git.ts';

/** The two kinds of files; links and submodules are none. */
const FILE = /^100(644|755) /;

/** What the index holds below the working directory; of a conflict, every side. */
export async function listIndex(place: GitPlace): Promise<readonly BlobEntry[]> {
  const output = await runGit(place, ['ls-files', '-z', '--stage']);
  return splitNul(output).flatMap((line) => {
    const [head = '', path = ''] = halves(line);
    return FILE.test(head) ? [{ path, blob: head.split(' ')[1] ?? '' }] : [];
  });
}

/** What a commit holds below the working directory; nothing when there is no such commit. */
export async function listCommit(
  place: GitPlace,
  ref: string,
): Promise<readonly BlobEntry[] | null> {
  // Relative to the working directory, and only what is below it, without further flags.
  const output = await tryGit(place, ['ls-tree', '-r', '-z', '--end-of-options', ref]);
  if (output === null) return null;
  return splitNul(output).flatMap((line) => {
    const [head = '', path = ''] = halves(line);
    return FILE.test(head) ? [{ path, blob: head.split(' ')[2] ?? '' }] : [];
  });
}

function halves(line: string): readonly string[] {
  const tab = line.indexOf('\t');
  return [line.slice(0, tab), line.slice(tab + 1)];
}
