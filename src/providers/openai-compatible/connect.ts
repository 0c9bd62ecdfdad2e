import type { Operation } from '../../core/llm.ts';
import { Secret } from '../../core/secret.ts';
import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';
import type { Row } from './row.ts';

/** What a row leaves open. */
export const DEFAULT_OPERATIONS: readonly Operation[] = ['chat', 'completion', 'embedding'];

const OPERATION_PATHS: Readonly<Record<Operation, string>> = {
  chat: '/chat/completions',
  completion: '/completions',
  embedding: '/embeddings',
  rerank: '/rerank',
};

/** The common way: `{base}/chat/completions`, `Authorization: Bearer`. */
export function connectRow(row: Row, settings: ProviderSettings): Target | TargetProblem {
  const base = findBase(row, settings);
  if ('problem' in base) return base;
  const key = findKey(row, settings);
  if (key === null && needsKey(row, base)) return missingKey(row);
  const paths = operationPaths(row, (operation) => base.path + operation + base.query);
  return makeTarget(base, paths, {
    ...authorization(base, key),
    ...row.headers?.(settings),
    ...settings.extraHeaders,
  });
}

/** A base URL, taken apart. */
export interface Base {
  readonly origin: string;
  /** Without a trailing slash; empty for the root. */
  readonly path: string;
  /** With `?`, or empty. */
  readonly query: string;
  /** `user:password` of the URL, or empty. */
  readonly userinfo: string;
}

/** The base of a deployment: its own, the environment's, or the default. */
export function findBase(row: Row, settings: ProviderSettings): Base | TargetProblem {
  const names = baseVariables(row);
  const text = settings.apiBase ?? firstOf(names, settings.env) ?? row.base;
  if (text === undefined || text.trim() === '') {
    const problem = `${row.name} has no default address and no api_base is set.`;
    return { problem, help: `Set ${['litellm_params.api_base', ...names].join(' or ')}.` };
  }
  return parseBase(text, row);
}

/** The key of a deployment, the environment's, or the fixed one. Surrounding space is cut off. */
export function findKey(row: Row, settings: ProviderSettings): Secret | null {
  const own = settings.apiKey?.reveal().trim();
  if (own !== undefined && own !== '') return new Secret(own);
  const key = firstOf(keyVariables(row), settings.env)?.trim() ?? row.fixedKey;
  return key === undefined ? null : new Secret(key);
}

/** The key is missing: names the variables that would hold it. */
export function missingKey(row: Row): TargetProblem {
  return {
    problem: `${row.name} needs an API key and none is set.`,
    help: `Set ${['litellm_params.api_key', ...keyVariables(row)].join(' or ')}.`,
  };
}

/** `Authorization` for a key; a user and password in the base stand in for a missing one. */
function authorization(base: Base, key: Secret | null): Readonly<Record<string, string>> {
  if (key !== null) return { authorization: `Bearer ${key.reveal()}` };
  if (base.userinfo === '') return {};
  const [user = '', password = ''] = base.userinfo.split(':', 2).map(decodeURIComponent);
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** The paths of the operations the row has. `toPath` gets OpenAI's path, e.g. `/embeddings`. */
export function operationPaths(row: Row, toPath: (operation: string) => string): Target['paths'] {
  const operations = row.operations ?? DEFAULT_OPERATIONS;
  return Object.fromEntries(
    operations.map((operation) => [operation, toPath(OPERATION_PATHS[operation])]),
  );
}

/** Puts a target together; a header with a line break or a foreign character is a problem. */
export function makeTarget(
  base: Base,
  paths: Target['paths'],
  headers: Readonly<Record<string, string>>,
): Target | TargetProblem {
  const block = new Map([
    ['content-type', 'application/json'],
    ['accept-encoding', 'identity'],
    ['user-agent', 'llmgw'],
  ]);
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeader(name, value)) return badHeader(name);
    block.set(name.toLowerCase(), value);
  }
  const displayBase = base.origin + base.path;
  return { origin: base.origin, paths, headers: [...block].flat(), displayBase };
}

function needsKey(row: Row, base: Base): boolean {
  const isElsewhere = row.base !== undefined && base.origin !== new URL(row.base).origin;
  return row.needsKey !== false && !isElsewhere && base.userinfo === '';
}

function parseBase(text: string, { baseSuffix = '', rerank }: Row): Base | TargetProblem {
  const url = toUrl(text.trim());
  if (url === null) {
    const help = 'Write it as https://host[:port][/path].';
    return { problem: 'The api_base is not a http or https address.', help };
  }
  const trimmed = url.pathname.replace(/\/+$/, '');
  // A base may name the rerank endpoint itself; vLLM serves it beside `/v1`.
  const path = rerank === undefined ? trimmed : trimmed.replace(/(?:\/v1)?\/rerank$/, '');
  return {
    origin: url.origin,
    path: path.endsWith(baseSuffix) ? path : path + baseSuffix,
    query: url.search,
    userinfo: url.username === '' ? '' : `${url.username}:${url.password}`,
  };
}

function toUrl(text: string): URL | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  return new URL(text);
}

function baseVariables({ name, baseEnv }: Row): readonly string[] {
  return baseEnv ?? [`${name.toUpperCase()}_API_BASE`];
}

function keyVariables({ name, keyEnv }: Row): readonly string[] {
  return keyEnv ?? [`${name.toUpperCase()}_API_KEY`];
}

function firstOf(names: readonly string[], env: ProviderSettings['env']): string | undefined {
  for (const name of names) {
    const value = env(name);
    if (value !== undefined && value.trim() !== '') return value;
  }
  return undefined;
}

function isHeader(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function badHeader(name: string): TargetProblem {
  const what = name.toLowerCase() === 'authorization' ? 'The API key' : `The header '${name}'`;
  return {
    problem: `${what} holds a character that HTTP headers do not allow.`,
    help: 'Look for a line break or a typographic character, and set it again.',
  };
}
