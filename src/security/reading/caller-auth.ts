import {
  yamlAt,
  yamlBoolean,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import { filesOf, type Project } from '../project.ts';
import type { Container } from './container.ts';
import { gatewayContainers } from './deployment-context.ts';
import { dockerfileVariables } from './dockerfile-instructions.ts';
import { dotenvEntries } from './dotenv-entries.ts';
import { gatewayConfigs, type GatewayView } from './gateway-config.ts';
import { keyVariables } from './gateway-keys.ts';
import { folderOf, resolvePath } from './project-paths.ts';
import { purposeOf } from './purpose.ts';
import { referencedVariable } from './variables.ts';

/** Whether callers are asked for a key: `unknown` when it hangs on what the project does not show. */
export type CallerAuth = 'asked' | 'unknown' | 'nobody';

/** What a configuration says of it: `variable` when a variable decides, which others must give. */
type ConfiguredAuth = 'asked' | 'variable' | 'unsaid';

/** The configurations somebody serves: with something to serve, and not part of another one. */
export function servedConfigs(project: Project): readonly GatewayView[] {
  const views = gatewayConfigs(project);
  const parts = new Set(views.flatMap(({ file, root }) => includedBy(file.path, root)));
  return views.filter(
    ({ file, root }) =>
      !parts.has(file.path) && purposeOf(file.path) === 'use' && servesSomething(root),
  );
}

/** The files a configuration names in `include`, from the top of the project; what leads out is left out. */
export function includedBy(path: string, root: YamlNode): readonly string[] {
  return yamlItems(yamlChild(root, 'include')).flatMap(
    (item) => resolvePath(folderOf(path), yamlText(item) ?? '') ?? [],
  );
}

function servesSomething(root: YamlNode): boolean {
  const lists = [
    yamlChild(root, 'model_list'),
    yamlChild(root, 'include'),
    yamlAt(root, 'general_settings', 'pass_through_endpoints'),
  ];
  return lists.some((list) => yamlItems(list).length > 0);
}

const OTHER_AUTH = ['enable_jwt_auth', 'enable_oauth2_auth', 'enable_oauth2_proxy_auth'];

/** What one configuration says; what it includes speaks for it. */
export function configuredAuth(project: Project, { file, root }: GatewayView): ConfiguredAuth {
  const parts = new Set(includedBy(file.path, root));
  const included = gatewayConfigs(project).filter((view) => parts.has(view.file.path));
  const words = [root, ...included.map((view) => view.root)].map(authOfRoot);
  return (
    words.find((word) => word === 'asked') ?? words.find((word) => word === 'variable') ?? 'unsaid'
  );
}

function authOfRoot(root: YamlNode): ConfiguredAuth {
  const general = yamlChild(root, 'general_settings');
  const isOther =
    OTHER_AUTH.some((key) => yamlBoolean(yamlChild(general, key)) === true) ||
    yamlText(yamlChild(general, 'custom_auth')) !== null ||
    yamlBoolean(yamlAt(root, 'llmgw_settings', 'generate_master_key')) === true;
  if (isOther || yamlText(yamlAt(root, 'environment_variables', 'LITELLM_MASTER_KEY')) !== null)
    return 'asked';
  const key = yamlText(yamlChild(general, 'master_key'))?.trim() ?? '';
  if (key === '') return 'unsaid';
  return referencedVariable(key) === null ? 'asked' : 'variable';
}

/** Whether a container asks its callers for a key, with the configurations it can have. */
export function callerAuth(project: Project, container: Container): CallerAuth {
  const words = configsOf(project, container).map((view) => configuredAuth(project, view));
  if (words.length > 0 && words.every((word) => word === 'asked')) return 'asked';
  const given = givesVariable(project, container, keyVariables(project, 'master'));
  if (given !== 'nobody') return given;
  // A configuration that is not here may say more.
  const isHidden = words.length === 0 && /--config|-c\b|CONFIG/.test(container.command);
  return isHidden || words.includes('asked') ? 'unknown' : 'nobody';
}

/** Those it mounts; where it mounts none that is known, all. */
export function configsOf(project: Project, { file, mounts }: Container): readonly GatewayView[] {
  const folder = folderOf(file.path);
  const mounted = new Set(mounts.map((mount) => resolvePath(folder, mount)));
  const own = gatewayConfigs(project).filter((view) => mounted.has(view.file.path));
  return own.length > 0 ? own : servedConfigs(project);
}

/** Whether a container gets one of some variables; compose files beside each other add up. */
export function givesVariable(
  project: Project,
  container: Container,
  names: ReadonlySet<string>,
): CallerAuth {
  const words = sameService(project, container).map((one) => givenBy(project, one, names));
  return (
    words.find((word) => word === 'asked') ?? words.find((word) => word === 'unknown') ?? 'nobody'
  );
}

function sameService(project: Project, container: Container): readonly Container[] {
  const { kind, name, file } = container;
  if (kind !== 'compose') return [container];
  const folder = folderOf(file.path);
  return gatewayContainers(project).filter(
    (other) => other.kind === kind && other.name === name && folderOf(other.file.path) === folder,
  );
}

function givenBy(project: Project, one: Container, names: ReadonlySet<string>): CallerAuth {
  const isGiven = (variable: { readonly name: string; readonly value: string | null }): boolean =>
    names.has(variable.name) && variable.value !== '';
  if (one.environment.some(isGiven) || [...names].some((name) => one.command.includes(name)))
    return 'asked';
  const files = filesOf(project, 'dotenv', 'dockerfile');
  const own = one.envFiles.map((path) => files.find((file) => file.path === path));
  if (own.some((file) => file !== undefined && dotenvEntries(file).some(isGiven))) return 'asked';
  const image = files.find(({ path }) => path === one.dockerfile);
  if (image !== undefined && dockerfileVariables(image).some(isGiven)) return 'asked';
  // An env file that is not here, a script that is started instead: nobody can tell.
  const isHidden = one.hasOutsideVariables || own.includes(undefined) || /\.sh\b/.test(one.command);
  return isHidden ? 'unknown' : 'nobody';
}
