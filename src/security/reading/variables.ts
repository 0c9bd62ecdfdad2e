import { filesOf, type Project } from '../project.ts';
import { dotenvEntries, type DotenvEntry } from './dotenv-entries.ts';

/** A variable that an env file of the project defines. */
export interface DefinedVariable extends DotenvEntry {
  readonly file: string;
}

const EXAMPLE = /(^|[./_-])(example|sample|template|dist|tmpl)([./_-]|$)/i;
const REFERENCE = /^os\.environ\/([A-Za-z_]\w*)$|^\$\{([A-Za-z_]\w*)(?::?[-?][^}]*)?\}$/;

/** Whether a file shows how others should look (`.env.example`), and configures nothing itself. */
export function isExample(path: string): boolean {
  return EXAMPLE.test(path.split('/').at(-1) ?? '');
}

const known = new WeakMap<Project, ReadonlyMap<string, readonly DefinedVariable[]>>();

/** What the env files define, by name; of several with one name, all. Examples do not count. */
export function definedVariables(
  project: Project,
): ReadonlyMap<string, readonly DefinedVariable[]> {
  const variables = known.get(project) ?? readVariables(project);
  known.set(project, variables);
  return variables;
}

function readVariables(project: Project): ReadonlyMap<string, readonly DefinedVariable[]> {
  const found = new Map<string, DefinedVariable[]>();
  for (const file of filesOf(project, 'dotenv')) {
    if (isExample(file.path)) continue;
    for (const entry of dotenvEntries(file)) {
      found.set(entry.name, [...(found.get(entry.name) ?? []), { ...entry, file: file.path }]);
    }
  }
  return found;
}

/** The variable that a value refers to, whole: `os.environ/NAME`, `${NAME}`; null: a literal. */
export function referencedVariable(text: string): string | null {
  const match = REFERENCE.exec(text.trim());
  return match?.[1] ?? match?.[2] ?? null;
}

/** The values a written value can have: itself, or what env files say of the variable it names. */
export function resolvedValues(project: Project, text: string): readonly string[] {
  const name = referencedVariable(text);
  if (name === null) return [text];
  return (definedVariables(project).get(name) ?? []).map(({ value }) => value);
}
