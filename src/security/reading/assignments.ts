import { yamlChild, yamlEntries } from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { assignmentOfEntry, wholeLines, type Assignment } from './assignment.ts';
import { composeServices } from './compose-services.ts';
import { dockerfileVariables } from './dockerfile-instructions.ts';
import { dotenvEntries, type DotenvEntry } from './dotenv-entries.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { kubernetesContainers, kubernetesObjects } from './kubernetes-workloads.ts';
import { purposeOf } from './purpose.ts';

/** Assignments by name: the place of the first of each, and of the next with the same name. */
interface NameIndex {
  readonly first: ReadonlyMap<string, number>;
  /** -1: there is no other. */
  readonly next: Int32Array;
}

const known = new WeakMap<Project, readonly Assignment[]>();
const knownByName = new WeakMap<Project, NameIndex>();

/**
 * Every place of the project that sets an environment variable: env files, `environment` of compose
 * services and Kubernetes containers, config maps, `ENV` of Dockerfiles, `environment_variables` of
 * gateway configurations, shell scripts. Examples and documentation set nothing.
 */
export function assignmentsOf(project: Project): readonly Assignment[] {
  const assignments = known.get(project) ?? readAssignments(project);
  known.set(project, assignments);
  return assignments;
}

/** Those of some variables, names in capitals as they are. */
export function assignmentsTo(project: Project, names: ReadonlySet<string>): readonly Assignment[] {
  const assignments = assignmentsOf(project);
  const index = knownByName.get(project) ?? indexByName(assignments);
  knownByName.set(project, index);
  const places: number[] = [];
  for (const name of names) {
    for (let at = index.first.get(name) ?? -1; at !== -1; at = index.next[at] ?? -1)
      places.push(at);
  }
  return places.sort((a, b) => a - b).flatMap((at) => assignments[at] ?? []);
}

// Many rules ask for a few names each, and an env file may have a hundred thousand.
function indexByName(assignments: readonly Assignment[]): NameIndex {
  const first = new Map<string, number>();
  const next = new Int32Array(assignments.length);
  for (let at = assignments.length - 1; at >= 0; at -= 1) {
    const name = assignments[at]?.name ?? '';
    next[at] = first.get(name) ?? -1;
    first.set(name, at);
  }
  return { first, next };
}

function readAssignments(project: Project): readonly Assignment[] {
  return [
    ...filesOf(project, 'dotenv').flatMap(dotenvAssignments),
    ...composeServices(project).flatMap(({ environment }) => environment),
    ...kubernetesContainers(project).flatMap(({ environment }) => environment),
    ...configMapAssignments(project),
    ...filesOf(project, 'dockerfile').flatMap(dockerfileVariables),
    ...gatewayConfigs(project).flatMap(({ file, root }) =>
      yamlEntries(yamlChild(root, 'environment_variables')).flatMap((entry) =>
        assignmentOfEntry(file, entry),
      ),
    ),
    ...filesOf(project, 'shell').flatMap(shellAssignments),
  ].filter(({ file }) => isForUse(file));
}

const uses = new WeakMap<ProjectFile, boolean>();

function isForUse(file: ProjectFile): boolean {
  const isKnown = uses.get(file);
  if (isKnown !== undefined) return isKnown;
  const purpose = purposeOf(file.path);
  const isUsed = purpose !== 'example' && purpose !== 'docs';
  uses.set(file, isUsed);
  return isUsed;
}

/** What one env file sets. */
export function dotenvAssignments(file: ProjectFile): readonly Assignment[] {
  return dotenvEntries(file).map((entry) => new DotenvAssignment(file, entry));
}

class DotenvAssignment implements Assignment {
  readonly path = null;
  readonly file: ProjectFile;
  readonly name: string;
  readonly value: string;
  readonly span: Span;
  readonly #nameStart: number;

  constructor(file: ProjectFile, { name, value, span, nameSpan }: DotenvEntry) {
    this.file = file;
    this.name = name;
    this.value = value;
    this.span = span;
    this.#nameStart = nameSpan.start;
  }

  /** Only what is mended needs them, and files of variables are long. */
  get lines(): Span | null {
    const { text } = this.file;
    const after = text[this.span.end];
    const end = after === '"' || after === "'" ? this.span.end + 1 : this.span.end;
    return wholeLines(text, { start: this.#nameStart, end }, /^[ \t]*(?:export[ \t]+)?$/);
  }
}

/** Config maps hold files as well: only names of variables count. */
function configMapAssignments(project: Project): readonly Assignment[] {
  return kubernetesObjects(project)
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ file, root }) =>
      yamlEntries(yamlChild(root, 'data'))
        .filter(({ key }) => /^[A-Z][A-Z\d_]*$/.test(key))
        .flatMap((entry) => assignmentOfEntry(file, entry)),
    );
}

const EXPORT =
  /^[ \t]*(?:export[ \t]+)?([A-Z_][A-Z\d_]*)=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s;&|]*))/gm;

function shellAssignments(file: ProjectFile): readonly Assignment[] {
  return [...file.text.matchAll(EXPORT)].map((match) => {
    const [whole, name = '', double, single, plain] = match;
    const value = double ?? single ?? plain ?? '';
    const end = match.index + whole.length - (plain === undefined ? 1 : 0);
    const lines = wholeLines(
      file.text,
      { start: match.index, end: match.index + whole.length },
      /^$/,
    );
    return { file, name, value, span: { start: end - value.length, end }, path: null, lines };
  });
}
