import {
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlMap,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import type { Match } from '../rule.ts';
import { configsOf, givesVariable, includedBy, servedConfigs } from './caller-auth.ts';
import { gatewayContainers } from './deployment-context.ts';
import { gatewayConfigs, placeOf, type GatewayView } from './gateway-config.ts';
import { folderOf } from './project-paths.ts';
import { definedVariables } from './variables.ts';

/**
 * A configuration somebody serves, with all it includes: what is nowhere in it is not set. Of one
 * that includes what the project does not have nobody can say that, so it is not among them.
 */
export interface CompleteConfig {
  readonly view: GatewayView;
  /** The configuration itself and what it includes. */
  readonly roots: readonly YamlMap[];
  /** Where to point when something is missing. */
  readonly place: Omit<Match, 'message'>;
  /** Where it is given a database; null: nothing shows that it has one. */
  readonly database: Omit<Match, 'message'> | null;
}

const known = new WeakMap<Project, readonly CompleteConfig[]>();

/** The configurations of which it can be said what is missing. */
export function completeConfigs(project: Project): readonly CompleteConfig[] {
  const configs = known.get(project) ?? findConfigs(project);
  known.set(project, configs);
  return configs;
}

/** Those that have a database: only they have keys, teams and users. */
export function configsWithDatabase(
  project: Project,
): readonly (CompleteConfig & { readonly database: Omit<Match, 'message'> })[] {
  return completeConfigs(project).flatMap((config) =>
    config.database === null ? [] : [{ ...config, database: config.database }],
  );
}

function findConfigs(project: Project): readonly CompleteConfig[] {
  const views = gatewayConfigs(project);
  const stored = new Set(
    gatewayContainers(project)
      .filter((container) => givesVariable(project, container, DATABASE) === 'asked')
      .flatMap((container) => configsOf(project, container))
      .map(({ file }) => file),
  );
  return servedConfigs(project).flatMap((view) => {
    const paths = new Set(includedBy(view.file.path, view.root));
    const included = views.filter(({ file }) => paths.has(file.path));
    if (included.length < yamlItems(yamlChild(view.root, 'include')).length) return [];
    const roots = [view.root, ...included.map(({ root }) => root)];
    const place = placeOfAll(view);
    const hasDatabase = stored.has(view.file) || isBesideDatabase(project, view);
    return [{ view, roots, place, database: ownDatabase(view) ?? (hasDatabase ? place : null) }];
  });
}

const DATABASE = new Set(['DATABASE_URL', 'DATABASE_HOST']);

/** An env file of the same folder gives one. */
function isBesideDatabase(project: Project, { file }: GatewayView): boolean {
  const urls = definedVariables(project).get('DATABASE_URL') ?? [];
  return urls.some((url) => url.value !== '' && folderOf(url.file) === folderOf(file.path));
}

function ownDatabase({ file, root }: GatewayView): Omit<Match, 'message'> | null {
  const [general, variables] = [yamlChild(root, 'general_settings'), 'environment_variables'];
  const url = yamlChild(general, 'database_url') ?? yamlAt(root, variables, 'DATABASE_URL');
  if (url !== null && (yamlText(url) ?? '') !== '') return placeOf(file, url);
  const stored = yamlChild(general, 'store_model_in_db');
  return stored !== null && yamlBoolean(stored) === true ? placeOf(file, stored) : null;
}

/** The name of the section that most settings belong to. */
function placeOfAll({ file, root }: GatewayView): Omit<Match, 'message'> {
  const entry =
    ['general_settings', 'litellm_settings']
      .map((section) => root.entries.find(({ key }) => key === section))
      .find((found) => found !== undefined) ?? root.entries[0];
  if (entry === undefined) return placeOf(file, root);
  return {
    file: file.path,
    span: { start: entry.keyStart, end: entry.keyEnd },
    path: entry.key,
  };
}

/** The value of a setting that is set, in whichever part of a configuration; null: in none. */
export function settingOf({ roots }: CompleteConfig, ...keys: readonly string[]): YamlNode | null {
  const nodes = roots.map((root) => yamlAt(root, ...keys));
  return (
    nodes.find((node) => node !== null && (node.kind !== 'scalar' || yamlText(node) !== null)) ??
    null
  );
}

/** A setting of the library or of the server: some are read from either. */
export function eitherSetting(config: CompleteConfig, key: string): YamlNode | null {
  return settingOf(config, 'litellm_settings', key) ?? settingOf(config, 'general_settings', key);
}

/** Whether a value is a number above zero; a variable may be one. */
export function isPositive(node: YamlNode | null): boolean {
  const text = yamlText(node);
  return text !== null && (text.startsWith('os.environ/') || Number(text) > 0);
}
