import { Secret } from '../../core/secret.ts';
import type { FindingLog } from '../finding-log.ts';
import { child, childItems, childMap, type ConfigNode, entriesOf, type MapNode } from '../node.ts';
import type { PassThroughConfig } from '../types.ts';
import { isHttpUrl } from '../validate/check-addresses.ts';
import { asBoolean, asText, asTexts } from '../values.ts';
import { asSecrets } from './secret-values.ts';
import { readTime } from './timeouts.ts';

const DEFAULT_TIMEOUT_MS = 600_000;

/** Reads `general_settings.pass_through_endpoints`; what cannot be used is reported. */
export function buildPassThrough(root: MapNode, log: FindingLog): readonly PassThroughConfig[] {
  const general = childMap(root, 'general_settings');
  const timeoutMs = readTime(general, 'pass_through_request_timeout') ?? DEFAULT_TIMEOUT_MS;
  const endpoints: PassThroughConfig[] = [];
  for (const [index, node] of childItems(general, 'pass_through_endpoints').entries()) {
    const path = `general_settings.pass_through_endpoints[${index}]`;
    const endpoint = buildEndpoint(node, timeoutMs, { path, log });
    if (endpoint === null) continue;
    if (endpoints.some((earlier) => overlaps(earlier, endpoint))) {
      reportEndpoint(node, 'an earlier pass-through endpoint has the same `path`', { path, log });
    }
    endpoints.push(endpoint);
  }
  return endpoints;
}

interface Where {
  readonly path: string;
  readonly log: FindingLog;
}

function buildEndpoint(
  node: ConfigNode,
  timeoutMs: number,
  where: Where,
): PassThroughConfig | null {
  if (node.kind !== 'map') return null;
  const path = asText(child(node, 'path'));
  const target = asText(child(node, 'target'));
  const fault = findFault(path, target);
  if (fault !== null || path === null || target === null) {
    reportEndpoint(node, fault ?? '', where);
    return null;
  }
  const methods = asTexts(child(node, 'methods')).map((method) => method.toUpperCase());
  const flag = (key: string) => asBoolean(child(node, key)) ?? false;
  return {
    path: normalisePath(path),
    target,
    headers: readHeaders(childMap(node, 'headers')),
    auth: asBoolean(child(node, 'auth')) ?? true,
    includeSubpath: flag('include_subpath'),
    forwardHeaders: flag('forward_headers'),
    mergeQueryParams: flag('merge_query_params'),
    defaultQueryParams: readTexts(childMap(node, 'default_query_params')),
    methods: methods.length === 0 ? null : methods,
    timeoutMs: readTime(node, 'timeout') ?? timeoutMs,
    position: node.position,
  };
}

function findFault(path: string | null, target: string | null): string | null {
  if (path === null || path.trim() === '') return 'the endpoint has no `path`';
  if (/[{}?#\s]/.test(path)) return '`path` is a plain path: no templates, query or spaces';
  if (target === null || target.trim() === '') return 'the endpoint has no `target`';
  return isHttpUrl(target) ? null : '`target` must begin with http:// or https://';
}

/** One slash in front, none behind, none doubled. */
function normalisePath(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`;
}

/** Langfuse's two keys are one Basic header, as its API wants them. */
function readHeaders(map: MapNode | null): Readonly<Record<string, Secret>> {
  const { LANGFUSE_PUBLIC_KEY: user, LANGFUSE_SECRET_KEY: password, ...rest } = asSecrets(map);
  if (user === undefined || password === undefined) return asSecrets(map);
  const pair = Buffer.from(`${user.reveal()}:${password.reveal()}`).toString('base64');
  return { ...rest, Authorization: new Secret(`Basic ${pair}`) };
}

function readTexts(map: MapNode | null): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entriesOf(map).flatMap(([name, { value }]) =>
      value.kind === 'scalar' ? [[name, value.source]] : [],
    ),
  );
}

function overlaps(a: PassThroughConfig, b: PassThroughConfig): boolean {
  const sameMethod =
    a.methods === null || b.methods === null || a.methods.some((one) => b.methods?.includes(one));
  return a.path === b.path && sameMethod;
}

function reportEndpoint({ position }: ConfigNode, message: string, { path, log }: Where): void {
  log.add('invalid-pass-through', {
    message,
    help: 'an endpoint is `path: /my/path` and `target: https://host/path`',
    position,
    path,
  });
}
