import { yamlAt, yamlText } from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';
import { innerSpan } from './assignment.ts';
import { assignmentsTo } from './assignments.ts';
import { dotenvEntries } from './dotenv-entries.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { referencedVariable } from './variables.ts';

/** A key of the gateway's own where its value is written. */
export interface WrittenKey {
  readonly value: string;
  readonly file: ProjectFile;
  /** Without quotes. */
  readonly span: Span;
  readonly path: string | null;
  /** The variable that is set there; null: it stands in the configuration. */
  readonly name: string | null;
}

/** Which key: the one that admits administrators, or the one that encrypts what is stored. */
export type KeyRole = 'master' | 'salt';

const VARIABLES: Readonly<Record<KeyRole, readonly string[]>> = {
  master: ['LITELLM_MASTER_KEY', 'LLMGW_MASTER_KEY'],
  salt: ['LITELLM_SALT_KEY', 'LLMGW_SALT_KEY'],
};
const DEFAULT = /^\$\{\w+:?-([^}]+)\}$/;

/**
 * Every place where the value of a key is written: the configuration, and what sets the variables it
 * comes from. The default of `${NAME:-default}` is one too; what only names a variable is not.
 */
export function writtenKeys(project: Project, role: KeyRole): readonly WrittenKey[] {
  const names = keyVariables(project, role);
  const assigned = assignmentsTo(project, names).flatMap(({ file, name, value, span, path }) =>
    value === null ? [] : [{ value, file, span, path, name }],
  );
  const settings = role === 'master' ? masterSettings(project) : [];
  return [...settings, ...assigned].flatMap((key) => {
    const fallback = DEFAULT.exec(key.value)?.[1];
    if (fallback !== undefined && !isReference(fallback)) return [{ ...key, value: fallback }];
    return key.value.trim() === '' || isReference(key.value) ? [] : [key];
  });
}

function masterSettings(project: Project): readonly WrittenKey[] {
  return gatewayConfigs(project).flatMap(({ file, root }) => {
    const node = yamlAt(root, 'general_settings', 'master_key');
    const value = yamlText(node);
    if (node?.kind !== 'scalar' || value === null) return [];
    return [{ value, file, span: innerSpan(node), path: node.path, name: null }];
  });
}

const known = new WeakMap<Project, Readonly<Record<KeyRole, ReadonlySet<string>>>>();

/** The names of the variables a key is read from, those that are handed on under other names too. */
export function keyVariables(project: Project, role: KeyRole): ReadonlySet<string> {
  const found = known.get(project) ?? {
    master: findVariables(project, 'master'),
    salt: findVariables(project, 'salt'),
  };
  known.set(project, found);
  return found[role];
}

function findVariables(project: Project, role: KeyRole): ReadonlySet<string> {
  const names = new Set(VARIABLES[role]);
  if (role === 'master') {
    for (const { value } of masterSettings(project)) addReference(names, value);
  }
  // A set goes on over what is added to it on the way: names of names are followed to their end.
  for (const name of names) {
    for (const { value } of assignmentsTo(project, new Set([name]))) {
      if (value !== null) addReference(names, value);
    }
  }
  return names;
}

function addReference(names: Set<string>, value: string): void {
  const name = referencedVariable(value);
  if (name !== null) names.add(name);
}

/** Whether something of the project sets one of the variables, or an example says that one must. */
export function isVariableMentioned(project: Project, names: ReadonlySet<string>): boolean {
  const isSet = assignmentsTo(project, names).some(({ value }) => value !== '');
  return (
    isSet ||
    filesOf(project, 'dotenv').some((file) =>
      dotenvEntries(file).some(({ name }) => names.has(name)),
    )
  );
}
