import { readYamlFile, type YamlFile } from '../config/yaml-document.ts';
import { kindOf, type FileKind } from './file-kind.ts';

/** What is known of a file besides its text. */
export interface FileFacts {
  /** Relative to the folder that is scanned, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Permission bits (`0o644`); null where they mean nothing or are not known, as of stdin. */
  readonly mode: number | null;
  /**
   * `tracked`: in git's index. `ignored`: git ignores it; it is here because it may hold secrets,
   * and only what concerns the file itself (LGW7xx) is said of it. `loose`: no git, or not added.
   */
  readonly origin: 'tracked' | 'loose' | 'ignored';
}

/** One text of the project. What it is and what it says is read when it is first asked for, once. */
export class ProjectFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number | null;
  readonly origin: FileFacts['origin'];
  readonly kind: FileKind;
  #yaml: YamlFile | null = null;

  /** `kind` is for a text that does not show what it is. */
  constructor({ path, text, mode, origin }: FileFacts, kind: FileKind = kindOf(path, text)) {
    this.path = path;
    this.text = text;
    this.mode = mode;
    this.origin = origin;
    this.kind = kind;
  }

  /** Its YAML documents; of anything but YAML, nonsense: ask only for kinds that are YAML. */
  get yaml(): YamlFile {
    return (this.#yaml ??= readYamlFile(this.text));
  }
}

/** A file that is there and was not read as text: its name and mode still say something. */
export interface UnreadFile {
  readonly path: string;
  readonly mode: number | null;
  readonly origin: FileFacts['origin'];
  readonly reason: 'binary' | 'too-large' | 'unreadable';
}

/** Everything a scan looks at, already read: a rule does no I/O of its own. */
export interface Project {
  readonly files: readonly ProjectFile[];
  readonly unread: readonly UnreadFile[];
  /** Whether the folder is in a git repository: then `origin` tells tracked files from others. */
  readonly isGit: boolean;
  /** Names of the folder and of the git remotes: a key that repeats one of them is weak. */
  readonly names: readonly string[];
  /** `YYYY-MM-DD`, for what expires. */
  readonly today: string;
  /** Whether other accounts use this machine: a file that others can read is worse then. */
  readonly isSharedHost: boolean;
}

/** The files of one kind. */
export function filesOf(project: Project, ...kinds: readonly FileKind[]): readonly ProjectFile[] {
  return project.files.filter(({ kind }) => kinds.includes(kind));
}
