import {
  yamlAt,
  yamlItems,
  yamlText,
  type YamlNode,
  type YamlScalar,
} from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { gatewayConfigs } from './gateway-config.ts';

/** A route that needs no key. */
export interface PublicRoute {
  readonly file: ProjectFile;
  readonly node: YamlScalar;
  /** As it is written, one of several with commas between them too. */
  readonly route: string;
}

/** The entries of `general_settings.public_routes`. */
export function publicRoutes(project: Project): readonly PublicRoute[] {
  return gatewayConfigs(project).flatMap(({ file, root }) => {
    const node = yamlAt(root, 'general_settings', 'public_routes');
    const items: readonly YamlNode[] = node?.kind === 'scalar' ? [node] : yamlItems(node);
    return items.flatMap((item) =>
      item.kind !== 'scalar'
        ? []
        : (yamlText(item) ?? '')
            .split(',')
            .map((route) => route.trim())
            .filter((route) => route !== '')
            .map((route) => ({ file, node: item, route })),
    );
  });
}

const MANAGEMENT =
  /^(?:key|user|team|organization|org|customer|end_user|budget|model|config|global|spend|credentials|tag|sso|guardrails?|policies|invitation|cache|debug|memory-usage|update|delete|add|get|mcp-rest|v1\/mcp|v1\/agents|ui|login|callbacks|project|access_group|prompts|vector_store|jwt|audit|schedule|reload)(?:[/*_]|$)/;
const MODELS =
  /^(?:v1|v1beta|openai|anthropic|azure|bedrock|gemini|vertex[_-]ai|cohere|mistral|engines|chat|completions|embeddings|responses|messages|images|audio|files|batches|rerank|threads|assistants|realtime|moderations)(?:[/*]|$)/;
/** Reading of what is public anyway. */
const HARMLESS =
  /^(?:v1\/)?models?$|^model\/info$|^model_group\/info$|^public(?:\/|$)|^v1\/model\/info$/;

/** What somebody reaches without a key by a route; null: nothing that costs or changes anything. */
export function dangerOf(route: string): 'everything' | 'management' | 'models' | null {
  const path = route.replace(/^\/+/, '').toLowerCase();
  if (/^\*+$/.test(path)) return 'everything';
  if (HARMLESS.test(path)) return null;
  if (MANAGEMENT.test(path)) return 'management';
  return MODELS.test(path) ? 'models' : null;
}

/** What LiteLLM opens by itself. */
const USUAL =
  /^\/?(?:|routes|health\/(?:liveliness|liveness|readiness)|health|healthz|livez|readyz|test|metrics|docs|redoc|openapi\.json|favicon\.ico|robots\.txt|\.well-known\/.*|litellm\/\.well-known\/.*|public\/.*|get_image|get_favicon)$/;

/** Whether a route is one that every gateway has open, such as those for health. */
export function isUsual(route: string): boolean {
  return USUAL.test(route);
}
