import { yamlChild, yamlText, type YamlNode } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { deploymentsOf } from './gateway-config.ts';

/** The `litellm_params` of a file's deployments, by their path. */
export function paramsByPath(project: Project, file: ProjectFile): ReadonlyMap<string, YamlNode> {
  const own = deploymentsOf(project).filter(({ view }) => view.file === file);
  return new Map(own.flatMap(({ params }) => (params === null ? [] : [[params.path, params]])));
}

/** The provider a deployment names, as it is written; '' when it names none. */
export function writtenProvider(params: YamlNode): string {
  const explicit = yamlText(yamlChild(params, 'custom_llm_provider'));
  const model = yamlText(yamlChild(params, 'model')) ?? '';
  return explicit ?? (model.includes('/') ? (model.split('/')[0] ?? '') : '');
}

/** The path of the map a value stands in; of a header, the map its header block stands in. */
export function parentPath(path: string): string {
  const at = path.search(/\.(?:[\w-]*headers\.)?[^.]+$/);
  return at === -1 ? '' : path.slice(0, at);
}
