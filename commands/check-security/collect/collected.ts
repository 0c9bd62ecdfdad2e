import type { Collection } from './narrow.ts';
import type { FileFacts, Project, UnreadFile } from '../../../src/security/project.ts';

/** What was read for a scan. */
export interface Collected {
  readonly project: Project;
  /** How many were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The same project as it was before: what was found there already does not count. */
  readonly before: Project | null;
  /** Only what is said of these files counts; null: of all. */
  readonly narrowedTo: Collection | null;
  /** Whether nothing of the folder was left aside: then an unused suppression is one. */
  readonly isWhole: boolean;
}

/** What became of one file. */
export type Reading =
  | { readonly kind: 'text'; readonly facts: FileFacts }
  | { readonly kind: 'unread'; readonly file: UnreadFile }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export type SkipReason = 'symlink' | 'special' | 'gone';

/** A file that was found, not read yet. */
export interface FoundFile {
  /** As it is called in findings. */
  readonly path: string;
  readonly origin: FileFacts['origin'];
  /** Named on the command line: links are followed, and it may be larger. */
  readonly isNamed: boolean;
}
