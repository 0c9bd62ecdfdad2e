import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, realpathSync, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Clock, TimerHandle } from '../core/clock.ts';

/** What to watch, and whom to tell. */
export interface WatchOptions {
  /** The files as they are at the moment: asked again after every change. */
  readonly files: () => readonly string[];
  /** Called once for each burst of changes, when the content has really changed. */
  readonly onChange: () => void;
  readonly clock: Clock;
}

/** A running watch. */
export interface ConfigWatch {
  close(): void;
}

/** Editors and volume mounts touch a file several times for one change. */
const DEBOUNCE_MS = 200;
/** A folder that is never quiet, because logs are written there, must not put us off for ever. */
const LONGEST_WAIT_MS = 1000;

/**
 * Tells when the content of any of the files changes: written in place, replaced by a rename, made
 * anew after a removal, or swapped through a symlink as Kubernetes does with mounted config maps.
 */
export function watchConfig(options: WatchOptions): ConfigWatch {
  return new FileWatch(options);
}

/**
 * Watches folders, because a watch on a file follows the old one after a rename; and compares
 * contents, because folders report much that does not concern us.
 */
class FileWatch implements ConfigWatch {
  readonly #options: WatchOptions;
  /** By inode: a folder made anew under the old name is another one. */
  readonly #folders = new Map<number, FSWatcher>();
  #contents: ReadonlyMap<string, string>;
  #timer: TimerHandle | null = null;
  #firstAt: number | null = null;
  #closed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#watchFolders();
    this.#contents = readContents(options.files());
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #schedule(): void {
    if (this.#closed) return;
    const { clock } = this.#options;
    this.#firstAt ??= clock.now();
    const latest = this.#firstAt + LONGEST_WAIT_MS - clock.now();
    this.#timer?.cancel();
    this.#timer = clock.setTimer(Math.min(DEBOUNCE_MS, Math.max(0, latest)), () => this.#compare());
  }

  #compare(): void {
    this.#firstAt = null;
    if (this.#closed) return;
    this.#watchFolders();
    if (!this.#takeContents()) return;
    this.#options.onChange();
    if (this.#closed) return;
    // A reload may have changed which files there are.
    this.#watchFolders();
  }

  /** Remembers the contents; true when one of a file known before has changed. */
  #takeContents(): boolean {
    const before = this.#contents;
    this.#contents = readContents(this.#options.files());
    return [...this.#contents].some(([file, content]) => (before.get(file) ?? content) !== content);
  }

  #watchFolders(): void {
    const wanted = new Map(this.#options.files().flatMap(foldersOf));
    for (const [inode, watcher] of this.#folders) {
      if (wanted.has(inode)) continue;
      watcher.close();
      this.#folders.delete(inode);
    }
    for (const [inode, folder] of wanted) if (!this.#folders.has(inode)) this.#open(inode, folder);
  }

  #open(inode: number, folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#schedule());
      watcher.on('error', () => this.#schedule());
      this.#folders.set(inode, watcher);
    } catch {
      // Gone in between, or out of watches: SIGHUP still reloads.
    }
  }
}

/** The folder of the name and the folder of what the name points to. */
function foldersOf(file: string): readonly (readonly [number, string])[] {
  const named = nearestFolder(dirname(resolve(file)));
  try {
    return [named, nearestFolder(dirname(realpathSync(file)))];
  } catch {
    return [named];
  }
}

/** A folder that does not exist yet shows in its parent when it comes. */
function nearestFolder(folder: string): readonly [number, string] {
  try {
    return [statSync(folder).ino, folder];
  } catch {
    return nearestFolder(dirname(folder));
  }
}

function readContents(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, contentOf(file)]));
}

function contentOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return 'absent';
  }
}
