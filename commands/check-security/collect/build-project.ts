import { basename } from 'node:path';
import { ProjectFile, type Project, type UnreadFile } from '../../../src/security/project.ts';
import type { Reading } from './collected.ts';

/** What a project is besides its files. */
export interface ProjectFacts {
  readonly isGit: boolean;
  readonly names: readonly string[];
  readonly today: string;
  readonly isSharedHost: boolean;
}

/** A project of what was read, and how many files were left out of it, by reason. */
export function buildProject(
  readings: readonly Reading[],
  facts: ProjectFacts,
): { readonly project: Project; readonly skipped: Readonly<Record<string, number>> } {
  const files: ProjectFile[] = [];
  const unread: UnreadFile[] = [];
  const skipped: Record<string, number> = {};
  const count = (reason: string): void => void (skipped[reason] = (skipped[reason] ?? 0) + 1);
  for (const reading of readings) {
    if (reading.kind === 'text') files.push(new ProjectFile(reading.facts));
    else if (reading.kind === 'unread') {
      unread.push(reading.file);
      count(reading.file.reason);
    } else if (reading.reason !== 'gone') count(reading.reason);
  }
  return { project: { files, unread, ...facts }, skipped };
}

/** What a weak key may repeat: the folder, and the last words of the remotes. */
export function projectNames(cwd: string, remotes: string): readonly string[] {
  const urls = [...remotes.matchAll(/^\S+\s+(\S+)/gm)].map((match) => match[1] ?? '');
  const words = urls.flatMap((url) =>
    url
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .slice(-2),
  );
  return [...new Set([basename(cwd), ...words])].filter((word) => word !== '');
}
