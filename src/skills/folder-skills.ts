import type { Stats } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { codeOf } from '../core/service-fault.ts';
import { isSkillName, MOST_SKILL_MD_BYTES, readSkillMd } from './read-skill-md.ts';
import { SkillFault, type Skill, type SkillSummary } from './skill.ts';

/** A skill of a folder, with what lists show of it. */
export interface FolderSkill {
  readonly skill: Skill;
  readonly summary: SkillSummary;
}

/** What folders hold: what can be used, and why the rest cannot. */
export interface FolderListing {
  /** By name. */
  readonly skills: readonly FolderSkill[];
  readonly faults: readonly SkillFault[];
}

/** A bound on memory, far above what people keep. */
const MOST_SKILLS = 1_000;

/**
 * Reads `<folder>/<name>/SKILL.md`, of the first folder that has one; null when none has. Throws a
 * `SkillFault` for a file that is there and cannot be used.
 */
export async function readFolderSkill(
  folders: readonly string[],
  name: string,
): Promise<FolderSkill | null> {
  if (!isSkillName(name)) return null;
  for (const folder of folders) {
    const file = join(folder, name, 'SKILL.md');
    const read = await readSmallFile(file);
    if (read !== null) return toSkill(file, name, read);
  }
  return null;
}

/** Every skill of these folders. What is no folder with a `SKILL.md` is none. */
export async function listFolderSkills(folders: readonly string[]): Promise<FolderListing> {
  const names = new Set<string>();
  const skills: FolderSkill[] = [];
  const faults: SkillFault[] = [];
  for (const folder of folders) {
    for (const name of await namesIn(folder, faults)) names.add(name);
  }
  for (const name of [...names].sort().slice(0, MOST_SKILLS)) {
    try {
      const found = await readFolderSkill(folders, name);
      if (found !== null) skills.push(found);
    } catch (thrown) {
      if (!(thrown instanceof SkillFault)) throw thrown;
      faults.push(thrown);
    }
  }
  return { skills, faults };
}

async function namesIn(folder: string, faults: SkillFault[]): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter(isSkillName);
  } catch (thrown) {
    faults.push(new SkillFault(folder, `the folder cannot be read (${codeOf(thrown)})`));
    return [];
  }
}

interface ReadFile {
  readonly text: string;
  readonly stats: Stats;
}

/** Null when there is no such file. The handle is opened first: what is checked is what is read. */
async function readSmallFile(file: string): Promise<ReadFile | null> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r');
    const stats = await handle.stat();
    if (!stats.isFile()) throw new SkillFault(file, 'is not a file');
    if (stats.size > MOST_SKILL_MD_BYTES) {
      throw new SkillFault(file, `has more than ${MOST_SKILL_MD_BYTES} bytes`);
    }
    const bytes = await handle.readFile();
    if (!isUtf8(bytes)) throw new SkillFault(file, 'is not UTF-8');
    return { text: bytes.toString('utf8'), stats };
  } catch (thrown) {
    if (thrown instanceof SkillFault) throw thrown;
    const code = codeOf(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new SkillFault(file, `cannot be read (${code})`);
  } finally {
    await handle?.close();
  }
}

function toSkill(file: string, name: string, { text, stats }: ReadFile): FolderSkill {
  const manifest = readSkillMd(text, file, name);
  return {
    skill: { id: name, name, title: name, text },
    summary: {
      id: name,
      title: name,
      description: manifest.description,
      source: 'custom',
      latestVersion: null,
      createdMs: stats.mtimeMs,
      updatedMs: stats.mtimeMs,
    },
  };
}
