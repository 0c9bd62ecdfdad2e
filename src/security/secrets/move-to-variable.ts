import type { Project, ProjectFile } from '../project.ts';
import { definedVariables } from '../reading/variables.ts';
import { scalarAt } from '../reading/yaml-places.ts';
import type { Fix, Span } from '../rule.ts';

/** A literal that should be read from a variable. */
export interface Literal {
  readonly file: ProjectFile;
  readonly span: Span;
  /** The variable it should be read from unless its value is known under another name. */
  readonly name: string;
}

const SECTIONS = new Set([
  'model_list',
  'litellm_params',
  'general_settings',
  'litellm_settings',
  'router_settings',
]);
const NEEDS_NO_QUOTES = /^[\w+/=.:@%~?&,-]+$/;

/**
 * Reads the whole scalar from a variable. Safe when an env file defines one with that very value;
 * otherwise the value moves into the env file, which is unsafe: the service must be given it. Only
 * in the gateway's own configuration, because only there `os.environ/NAME` means something.
 */
export function moveToVariable(project: Project, { file, span, name }: Literal): Fix | null {
  const place = file.kind === 'gateway' ? scalarAt(file, span) : null;
  if (place === null || place.scalar.style === 'block') return null;
  const value = place.scalar.text;
  const replace = (variable: string) =>
    ({
      kind: 'replace',
      file: file.path,
      span: place.inner,
      text: `os.environ/${variable}`,
    }) as const;
  const known = variableWith(project, value);
  if (known !== null)
    return { class: 'safe', title: `read it from ${known}`, edits: [replace(known)] };
  const line = envLine(value);
  const home = envFileFor(project, file.path);
  if (line === null || home === null) return null;
  const variable = new VariableNames(project).nameFor(name, value);
  return {
    class: 'unsafe',
    title: `move it to ${variable} in ${home}`,
    edits: [replace(variable), { kind: 'append', file: home, line: `${variable}=${line}` }],
  };
}

/** The variable of an env file that has this very value; null: none has. */
export function variableWith(project: Project, value: string): string | null {
  const names = namesByValue.get(project) ?? namesOf(project);
  namesByValue.set(project, names);
  return names.get(value) ?? null;
}

const namesByValue = new WeakMap<Project, ReadonlyMap<string, string>>();

/** Variables that have one value wherever they are defined. */
function namesOf(project: Project): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, [first, ...others]] of definedVariables(project)) {
    if (first === undefined || names.has(first.value)) continue;
    if (others.every(({ value }) => value === first.value)) names.set(first.value, name);
  }
  return names;
}

/** A value as it is written in an env file; null: it cannot be written there. */
export function envLine(value: string): string | null {
  if (NEEDS_NO_QUOTES.test(value)) return value;
  return /['\r\n]/.test(value) ? null : `'${value}'`;
}

/**
 * `.env` beside the file where there is one, otherwise that of the project; null: it is in version
 * control, where a secret would be no better off.
 */
export function envFileFor(project: Project, path: string): string | null {
  const beside = `${path.slice(0, path.lastIndexOf('/') + 1)}.env`;
  const known = new Map(project.files.map((file) => [file.path, file.origin]));
  const home = known.has(beside) ? beside : '.env';
  return known.get(home) === 'tracked' ? null : home;
}

/** `litellm_settings.cache_params.password` gives `CACHE_PARAMS_PASSWORD`. */
export function variableNameOf(path: string): string {
  const words = path.replaceAll(/\[\d+\]/g, '').split('.');
  const name = words
    .filter((word) => !SECTIONS.has(word))
    .slice(-2)
    .join('_');
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();
}

const given = new WeakMap<Project, Map<string, string>>();

/** Names for values that move, the same whichever rule asks: two values never share one. */
class VariableNames {
  readonly #project: Project;
  readonly #byName: Map<string, string>;

  constructor(project: Project) {
    this.#project = project;
    this.#byName = given.get(project) ?? new Map();
    given.set(project, this.#byName);
  }

  nameFor(wanted: string, value: string): string {
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? wanted : `${wanted}_${count}`;
      const holder = this.#byName.get(name);
      if (holder === value) return name;
      if (holder !== undefined || definedVariables(this.#project).has(name)) continue;
      this.#byName.set(name, value);
      return name;
    }
  }
}
