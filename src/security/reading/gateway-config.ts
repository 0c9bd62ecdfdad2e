import {
  yamlAt,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlMap,
  type YamlNode,
} from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { embeddedConfigs } from './embedded-configs.ts';

/** A configuration of the gateway, as it is written. */
export interface GatewayView {
  readonly file: ProjectFile;
  readonly root: YamlMap;
}

/** Every gateway configuration of the project that could be read at all, those inside manifests too. */
export function gatewayConfigs(project: Project): readonly GatewayView[] {
  const embedded = filesOf(project, 'kubernetes', 'yaml').flatMap(embeddedConfigs);
  return [...filesOf(project, 'gateway'), ...embedded].flatMap((file) =>
    file.yaml.roots.flatMap((root) => (root.kind === 'map' ? [{ file, root }] : [])),
  );
}

/** One entry of `model_list`. */
export interface DeploymentView {
  readonly view: GatewayView;
  readonly node: YamlNode;
  readonly params: YamlNode | null;
  /** `model_name`, the public name. */
  readonly group: string | null;
  /** `litellm_params.model`, with the provider before the slash. */
  readonly model: string | null;
}

/** The entries of `model_list` of all configurations. */
export function deploymentsOf(project: Project): readonly DeploymentView[] {
  return gatewayConfigs(project).flatMap((view) =>
    yamlItems(yamlChild(view.root, 'model_list')).map((node) => ({
      view,
      node,
      params: yamlChild(node, 'litellm_params'),
      group: yamlText(yamlChild(node, 'model_name')),
      model: yamlText(yamlAt(node, 'litellm_params', 'model')),
    })),
  );
}

/** Where a value stands, in the shape of a match. */
export function placeOf(
  file: ProjectFile,
  node: YamlNode,
): { readonly file: string; readonly span: Span; readonly path: string } {
  return { file: file.path, span: { start: node.start, end: node.end }, path: node.path };
}
