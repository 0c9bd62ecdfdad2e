import { yamlChild, yamlEntries } from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { assignmentOfEntry, wholeLines, type Assignment } from './assignment.ts';
import { composeServices } from './compose-services.ts';
import { dockerfileVariables } from './dockerfile-instructions.ts';
import { dotenvEntries } from './dotenv-entries.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { kubernetesContainers, kubernetesObjects } from './kubernetes-workloads.ts';
import { purposeOf } from './purpose.ts';

interface Ranked {
  readonly rank: number;
  readonly assignment: Assignment;
}

const known = new WeakMap<Project, readonly Assignment[]>();
const knownByName = new WeakMap<Project, ReadonlyMap<string, readonly Ranked[]>>();

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
  const byName = knownByName.get(project) ?? groupByName(assignmentsOf(project));
  knownByName.set(project, byName);
  const found = [...names].flatMap((name) => byName.get(name) ?? []);
  return found.sort((a, b) => a.rank - b.rank).map(({ assignment }) => assignment);
}

// Many rules ask for a few names each, and an env file may have a hundred thousand.
function groupByName(assignments: readonly Assignment[]): ReadonlyMap<string, readonly Ranked[]> {
  const byName = new Map<string, Ranked[]>();
  for (const [rank, assignment] of assignments.entries()) {
    const group = byName.get(assignment.name);
    if (group === undefined) byName.set(assignment.name, [{ rank, assignment }]);
    else group.push({ rank, assignment });
  }
  return byName;
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
  return dotenvEntries(file).map(({ name, nameSpan, value, span }) => {
    const isQuoted = /["']/.test(file.text.slice(span.end, span.end + 1));
    const whole = { start: nameSpan.start, end: span.end + (isQuoted ? 1 : 0) };
    const lines = wholeLines(file.text, whole, /^[ \t]*(?:export[ \t]+)?$/);
    return { file, name, value, span, path: null, lines };
  });
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
