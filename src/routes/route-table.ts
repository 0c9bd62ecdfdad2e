import { normalizePath } from '../core/route-path.ts';
import { suggest } from '../core/suggest.ts';
import type { ApiError } from '../core/api-error.ts';
import { methodNotAllowed, notFound } from '../gateway/refusals.ts';
import type { Route, RouteHandler } from './route.ts';

/** A matched route, or the error that says why there is none. */
export type RouteMatch =
  { readonly handle: RouteHandler; readonly params: readonly string[] } | ApiError;

interface Pattern {
  readonly regex: RegExp;
  readonly methods: Map<string, RouteHandler>;
}

const NO_PARAMS: readonly string[] = [];

/** Finds routes: exact paths by one look-up, patterns with parts after that. */
export class RouteTable {
  readonly #exact = new Map<string, Map<string, RouteHandler>>();
  readonly #patterns: Pattern[] = [];

  constructor(routes: readonly Route[]) {
    const patterns = new Map<string, Pattern>();
    for (const route of routes) {
      if (!route.path.includes('{')) {
        methodsOf(this.#exact, route.path).set(route.method, route.handle);
        continue;
      }
      const known = patterns.get(route.path);
      const pattern = known ?? { regex: compile(route.path), methods: new Map() };
      pattern.methods.set(route.method, route.handle);
      if (known === undefined) {
        patterns.set(route.path, pattern);
        this.#patterns.push(pattern);
      }
    }
  }

  /** `path` is the raw path without query; a trailing slash is forgiven. */
  match(method: string, path: string): RouteMatch {
    const methods = this.#exact.get(path) ?? this.#exact.get(normalizePath(path) ?? '');
    if (methods !== undefined) return pick(methods, NO_PARAMS, { method, path });
    for (const pattern of this.#patterns) {
      const parts = pattern.regex.exec(path)?.slice(1).map(decodePart);
      if (parts === undefined) continue;
      const params = parts.filter((part) => part !== null);
      if (params.length < parts.length) break;
      return pick(pattern.methods, params, { method, path });
    }
    return notFound(method, path, suggest(path, this.#exact.keys()));
  }
}

function pick(
  methods: ReadonlyMap<string, RouteHandler>,
  params: readonly string[],
  asked: { readonly method: string; readonly path: string },
): RouteMatch {
  // HEAD is answered as GET; node:http leaves the body out.
  const handle = methods.get(asked.method === 'HEAD' ? 'GET' : asked.method);
  if (handle !== undefined) return { handle, params };
  return methodNotAllowed(asked.method, asked.path, [...methods.keys()].join(', '));
}

function methodsOf(
  map: Map<string, Map<string, RouteHandler>>,
  path: string,
): Map<string, RouteHandler> {
  const known = map.get(path);
  if (known !== undefined) return known;
  const methods = new Map<string, RouteHandler>();
  map.set(path, methods);
  return methods;
}

function compile(path: string): RegExp {
  const source = path
    .split(/\{[a-z]+\}/)
    .map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`))
    .join('(.+?)');
  return new RegExp(`^${source}/?$`);
}

function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
