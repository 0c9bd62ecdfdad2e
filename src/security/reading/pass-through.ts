import { yamlAt, yamlItems, type YamlMap } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { gatewayConfigs } from './gateway-config.ts';

/** One pass-through endpoint of a configuration. */
export interface EndpointView {
  readonly file: ProjectFile;
  readonly node: YamlMap;
}

/** The entries of `general_settings.pass_through_endpoints`. */
export function endpointsOf(project: Project): readonly EndpointView[] {
  return gatewayConfigs(project).flatMap(({ file, root }) =>
    yamlItems(yamlAt(root, 'general_settings', 'pass_through_endpoints')).flatMap((node) =>
      node.kind === 'map' ? [{ file, node }] : [],
    ),
  );
}
