import { yamlBoolean, yamlChild, yamlEntry, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import type { Span } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';
import type { Container } from './container.ts';
import { gatewayContainers } from './deployment-context.ts';
import { gatewayConfigs, placeOf } from './gateway-config.ts';

/** A place that gives the gateway a database. */
export interface DatabasePlace {
  readonly file: string;
  readonly span: Span;
  readonly path: string | null;
  /** Whether the address itself stands there, with its password. */
  readonly isLiteral: boolean;
  /** null: a configuration says so. */
  readonly container: Container | null;
}

/** Where the gateway is given a database: one place a configuration, one a container. */
export function databasePlaces(project: Project): readonly DatabasePlace[] {
  const configured = gatewayConfigs(project).flatMap(({ file, root }) => {
    const general = yamlChild(root, 'general_settings');
    const url = yamlEntry(general, 'database_url');
    if (url !== null && yamlText(url.value) !== null)
      return [
        { ...placeOf(file, url.value), isLiteral: isLiteral(yamlText(url.value)), container: null },
      ];
    const stored = yamlChild(general, 'store_model_in_db');
    return stored === null || yamlBoolean(stored) !== true
      ? []
      : [{ ...placeOf(file, stored), isLiteral: false, container: null }];
  });
  const given = gatewayContainers(project).flatMap((container) => {
    const url = container.environment.findLast(({ name }) => name === 'DATABASE_URL');
    if (url === undefined) return [];
    return [{ ...url, file: url.file.path, isLiteral: isLiteral(url.value), container }];
  });
  return [...configured, ...given];
}

function isLiteral(text: string | null): boolean {
  return text !== null && !isReference(text);
}
