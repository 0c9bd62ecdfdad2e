import { isUtf8 } from 'node:buffer';
import { MOST_SKILL_MD_BYTES } from './read-skill-md.ts';
import { ZipArchive, ZipFault, type ZipEntry } from './zip-reader.ts';

/** The instructions in an archive. */
export interface ArchivedText {
  /** Where they are in the archive. */
  readonly path: string;
  readonly text: string;
}

/**
 * What LiteLLM takes for the instructions of a stored skill: `SKILL.md`, else `README.md`, else any
 * Markdown file; of several the one nearest to the root. Null when there is none. Throws a `ZipFault`.
 */
export function readInstructions(bytes: Buffer): ArchivedText | null {
  const archive = ZipArchive.open(bytes);
  const files = archive.entries.filter(isOwn).sort((a, b) => depthOf(a) - depthOf(b));
  for (const pattern of [/(^|\/)SKILL\.md$/, /(^|\/)README\.md$/, /\.md$/]) {
    const found = files.find(({ path, size }) => size > 0 && pattern.test(path));
    if (found !== undefined) return { path: found.path, text: readText(archive, found.path) };
  }
  return null;
}

/**
 * The `SKILL.md` of an archive that is to be stored: at its root, or in the one folder that holds
 * everything. `folder` is that folder. Throws a `ZipFault`.
 */
export function readNewSkill(bytes: Buffer): ArchivedText & { readonly folder: string | null } {
  const archive = ZipArchive.open(bytes);
  const files = archive.entries.filter(isOwn);
  const [first] = files;
  if (first === undefined) throw new ZipFault('the archive is empty');
  const top = first.path.split('/')[0] ?? '';
  const shared = files.every(({ path }) => path.startsWith(`${top}/`));
  const path = shared ? `${top}/SKILL.md` : 'SKILL.md';
  if (!files.some((file) => file.path === path)) {
    throw new ZipFault(
      'there is no SKILL.md at the root, or in the one folder that holds all files',
    );
  }
  return { path, text: readText(archive, path), folder: shared ? top : null };
}

function readText(archive: ZipArchive, path: string): string {
  const content = archive.read(path, MOST_SKILL_MD_BYTES);
  if (!isUtf8(content)) throw new ZipFault(`${path} is not UTF-8`);
  return content.toString('utf8');
}

/** macOS puts a shadow beside every file. */
function isOwn({ path }: ZipEntry): boolean {
  return !path.startsWith('__MACOSX/') && !/(^|\/)\.DS_Store$/.test(path);
}

function depthOf({ path }: ZipEntry): number {
  return path.split('/').length;
}
