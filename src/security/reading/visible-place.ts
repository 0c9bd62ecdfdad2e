import { yamlEntry, yamlScalars } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { Match, Span } from '../rule.ts';
import { innerSpan } from './assignment.ts';
import { assignmentsOf } from './assignments.ts';
import { servedConfigs } from './caller-auth.ts';
import { gatewayContainers } from './deployment-context.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { placeIn } from './match-parts.ts';
import { referencedVariable } from './variables.ts';

/** A variable that is set, and where. */
interface SetVariable {
  readonly file: ProjectFile;
  readonly name: string | null;
  readonly span: Span;
  readonly path: string | null;
}

type Place = Pick<Match, 'file' | 'span' | 'path'>;

/**
 * Tells what is wrong with a variable, where it is set. Of a file that git ignores nothing is told,
 * so there it is where it is used: its reference, the service that reads the file, the configuration.
 */
export function variableMatch(project: Project, variable: SetVariable, message: string): Match {
  const { file, name } = variable;
  const elsewhere = name === null || file.origin !== 'ignored' ? null : useOf(project, file, name);
  return elsewhere === null
    ? { ...placeIn(variable), message }
    : { ...elsewhere, message: `${message} (${name} in ${file.path})` };
}

/** The same for a value that must not be shown; where only its name stands there is nothing to hide. */
export function secretMatch(project: Project, variable: SetVariable, message: string): Match {
  const match = variableMatch(project, variable, message);
  return match.message === message ? { ...match, secret: 'weak' } : match;
}

function useOf(project: Project, file: ProjectFile, name: string): Place | null {
  return referenceTo(project, name) ?? readerOf(project, file) ?? configPlace(project);
}

function referenceTo(project: Project, name: string): Place | null {
  for (const { file, root } of gatewayConfigs(project)) {
    for (const { scalar } of yamlScalars(root)) {
      if (file.origin !== 'ignored' && referencedVariable(scalar.text) === name)
        return placeIn({ file, span: innerSpan(scalar), path: scalar.path });
    }
  }
  const handedOn = assignmentsOf(project).find(
    ({ file, value, ...one }) =>
      file.origin !== 'ignored' &&
      (value === null ? one.name === name : referencedVariable(value) === name),
  );
  return handedOn === undefined ? null : placeIn(handedOn);
}

function readerOf(project: Project, { path }: ProjectFile): Place | null {
  const reader = gatewayContainers(project).find(({ envFiles }) => envFiles.includes(path));
  return reader === undefined ? null : placeIn(reader);
}

function configPlace(project: Project): Place | null {
  const view = servedConfigs(project).find(({ file }) => file.origin !== 'ignored');
  const entry =
    view === undefined
      ? undefined
      : (yamlEntry(view.root, 'general_settings') ?? view.root.entries[0]);
  if (view === undefined || entry === undefined) return null;
  const span = { start: entry.keyStart, end: entry.keyEnd };
  return placeIn({ file: view.file, span, path: entry.key });
}
