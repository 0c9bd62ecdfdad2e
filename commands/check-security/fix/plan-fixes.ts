import { applyEdits } from '../../../src/security/apply-edits.ts';
import { ProjectFile, type Project } from '../../../src/security/project.ts';
import type { Edit, Fix } from '../../../src/security/rule.ts';
import type { Inspection } from '../inspect.ts';
import type { Collected } from '../collect/collected.ts';
import { isLink, readOriginal, type OriginalFile } from './original-file.ts';
import { selectFixes, type Repair } from './select-fixes.ts';

/** What the fixes come to; nothing is written yet. */
export interface FixPlan {
  readonly repairs: readonly Repair[];
  readonly changes: readonly FileChange[];
  /** What is left once the changes are made. */
  readonly after: Inspection;
}

/** One file before and after. */
export interface FileChange {
  readonly path: string;
  readonly original: OriginalFile;
  readonly text: string;
  /** null: it stays. */
  readonly mode: number | null;
}

/** How the files are looked at, and what may be done to them. */
export interface FixOptions {
  readonly cwd: string;
  readonly unsafe: boolean;
  readonly inspect: (collected: Collected) => Inspection;
}

/** Fixes may bring others into reach; a pair that undoes each other must come to an end. */
const MAX_ROUNDS = 10;

/** Makes the fixes in memory, round by round, until there is nothing left to make. */
export function planFixes(collected: Collected, options: FixOptions): FixPlan {
  const bench = new Workbench(collected, options.cwd);
  const isAllowed = (fix: Fix): boolean =>
    (fix.class === 'safe' || options.unsafe) && fix.edits.every((edit) => bench.canMake(edit));
  const repairs: Repair[] = [];
  let after = options.inspect(collected);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const chosen = selectFixes(after.findings, isAllowed);
    if (chosen.length === 0 || !bench.make(chosen.flatMap(({ fix }) => fix.edits))) break;
    repairs.push(...chosen);
    after = options.inspect(bench.collected);
  }
  return { repairs, changes: bench.changes(), after };
}

/** The files while they are changed. */
class Workbench {
  collected: Collected;
  readonly #cwd: string;
  readonly #originals = new Map<string, OriginalFile | null>();
  readonly #texts = new Map<string, string>();
  readonly #modes = new Map<string, number>();

  constructor(collected: Collected, cwd: string) {
    this.collected = collected;
    this.#cwd = cwd;
  }

  /** What changed since it was read, or would lose bytes, is not touched. */
  canMake({ kind, file }: Edit): boolean {
    const original = this.#original(file);
    if (kind === 'chmod') return original !== null && original.mode !== null;
    if (original === null) return false;
    const read = this.collected.project.files.find(({ path }) => path === file)?.text;
    return this.#texts.has(file) || read === undefined || read === original.text;
  }

  /** False when the edits change nothing. */
  make(edits: readonly Edit[]): boolean {
    const paths = new Set(edits.map(({ file }) => file));
    const before = new Map([...paths].map((path) => [path, this.#text(path)]));
    const after = applyEdits(before, edits);
    const modes = edits.flatMap((edit) => (edit.kind === 'chmod' ? [edit] : []));
    const isChanged =
      [...after].some(([path, text]) => text !== before.get(path)) ||
      modes.some(({ file, mode }) => this.#mode(file) !== mode);
    for (const [path, text] of after) this.#texts.set(path, text);
    for (const { file, mode } of modes) this.#modes.set(file, mode);
    this.collected = { ...this.collected, project: this.#rebuilt(this.collected.project) };
    return isChanged;
  }

  changes(): readonly FileChange[] {
    return [...new Set([...this.#texts.keys(), ...this.#modes.keys()])].flatMap((path) => {
      const original = this.#original(path);
      if (original === null) return [];
      const [text, mode] = [this.#text(path), this.#modes.get(path) ?? null];
      const isChanged = text !== original.text || (mode !== null && mode !== original.mode);
      return isChanged ? [{ path, original, text, mode }] : [];
    });
  }

  #rebuilt(project: Project): Project {
    const known = new Set(project.files.map(({ path }) => path));
    const files = project.files.map((file) => {
      const [text, mode] = [this.#texts.get(file.path) ?? file.text, this.#mode(file.path)];
      const { path, origin } = file;
      if (text === file.text && mode === file.mode) return file;
      return new ProjectFile({ path, origin, text, mode: mode ?? file.mode });
    });
    const made = [...this.#texts].flatMap(([path, text]) =>
      known.has(path) || text === ''
        ? []
        : [new ProjectFile({ path, text, mode: this.#mode(path), origin: 'loose' })],
    );
    return { ...project, files: [...files, ...made] };
  }

  #text(path: string): string {
    return this.#texts.get(path) ?? this.#original(path)?.text ?? '';
  }

  /** A file that is made holds secrets, or nothing that others need. */
  #mode(path: string): number | null {
    return this.#modes.get(path) ?? this.#original(path)?.mode ?? null;
  }

  /** A link that nobody named may lead out of the project: no line is added behind it. */
  #original(path: string): OriginalFile | null {
    const known = this.#originals.get(path);
    if (known !== undefined) return known;
    const isRead = this.collected.project.files.some((file) => file.path === path);
    const original = !isRead && isLink(this.#cwd, path) ? null : readOriginal(this.#cwd, path);
    this.#originals.set(path, original);
    return original;
  }
}
