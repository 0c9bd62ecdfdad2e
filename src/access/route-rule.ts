import { normalizePath } from '../core/route-path.ts';
import { ROUTE_GROUPS } from './route-groups.ts';

/** `allowed_routes` of a key, compiled. */
export interface RouteRule {
  /** As they were written, for error messages. */
  readonly listed: readonly string[];
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  /** With `{param}` segments, split at the slashes. */
  readonly templates: readonly (readonly string[])[];
}

/** Compiles `allowed_routes`; null: every route. */
export function compileRoutes(listed: readonly string[]): RouteRule | null {
  if (listed.length === 0 || listed.includes('*')) return null;
  const routes = listed.flatMap((entry) =>
    Object.hasOwn(ROUTE_GROUPS, entry) ? (ROUTE_GROUPS[entry] ?? []) : [entry],
  );
  const isPrefix = (route: string): boolean => route.endsWith('*');
  return {
    listed,
    exact: new Set(routes.filter((route) => !isPrefix(route))),
    prefixes: routes.filter(isPrefix).map((route) => route.slice(0, -1)),
    templates: routes.filter((route) => route.includes('{')).map((route) => route.split('/')),
  };
}

/** Whether the raw path is one of the routes. What cannot be routed is none. */
export function allowsPath(rule: RouteRule, path: string): boolean {
  const normal = normalizePath(path);
  if (normal === null) return false;
  if (rule.exact.has(normal) || rule.prefixes.some((prefix) => normal.startsWith(prefix)))
    return true;
  if (rule.templates.length === 0) return false;
  const segments = normal.split('/');
  return rule.templates.some((template) => fits(template, segments));
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, i) => isParam(part) || part === segments[i])
  );
}

function isParam(part: string): boolean {
  return part.startsWith('{') && part.endsWith('}');
}
