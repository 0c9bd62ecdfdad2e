import type { Operation } from '../../core/llm.ts';
import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';

/** Where a provider's JSON API lies and how it wants to be asked. */
export interface JsonApi {
  readonly name: string;
  readonly defaultBase: string;
  /** Variables that may hold the base, in order. */
  readonly baseVariables: readonly string[];
  /** Variables that may hold the key, in order. */
  readonly keyVariables: readonly string[];
  /** The public service at `defaultBase` answers nobody without a key. */
  readonly needsKey: boolean;
  /** Paths by operation; `prefix` is the base's own path, without a slash at its end. */
  readonly paths: (
    prefix: string,
    isOwnBase: boolean,
  ) => Readonly<Partial<Record<Operation, string>>>;
}

/** Builds the target of a provider that takes JSON and a bearer token. */
export function connectJson(api: JsonApi, settings: ProviderSettings): Target | TargetProblem {
  const ownBase = notBlank(settings.apiBase) ?? firstOf(api.baseVariables, settings.env);
  const url = parseBase(ownBase ?? api.defaultBase);
  if (url === null) return badBase(api);
  const key = notBlank(settings.apiKey?.reveal()) ?? firstOf(api.keyVariables, settings.env);
  const isPublic = url.origin === new URL(api.defaultBase).origin;
  if (api.needsKey && isPublic && key === null) return missingKey(api);
  const headers = { ...authorization(url, key), ...settings.extraHeaders };
  const wrong = Object.entries(headers).find(([name, value]) => !isHeader(name, value));
  if (wrong !== undefined) return badHeader(wrong[0]);
  const prefix = url.pathname.replace(/\/+$/, '');
  return {
    origin: url.origin,
    paths: api.paths(prefix, ownBase !== null),
    headers: headerBlock(headers),
    displayBase: url.origin + prefix,
  };
}

function notBlank(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function firstOf(names: readonly string[], env: ProviderSettings['env']): string | null {
  for (const name of names) {
    const value = notBlank(env(name));
    if (value !== null) return value;
  }
  return null;
}

function parseBase(base: string): URL | null {
  const url = URL.canParse(base) ? new URL(base) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

/** A user and password in the base stand in for a missing key: a server behind a plain proxy. */
function authorization(url: URL, key: string | null): Readonly<Record<string, string>> {
  if (key !== null) return { authorization: `Bearer ${key}` };
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Later names win, whatever their case. Compressed answers would have to be unpacked: not wanted. */
function headerBlock(headers: Readonly<Record<string, string>>): string[] {
  const block = new Map([
    ['content-type', 'application/json'],
    ['accept-encoding', 'identity'],
    ['user-agent', 'llmgw'],
  ]);
  for (const [name, value] of Object.entries(headers)) block.set(name.toLowerCase(), value);
  return [...block].flat();
}

function isHeader(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function badHeader(name: string): TargetProblem {
  return {
    problem: `The header ${JSON.stringify(name)} cannot be sent as it is.`,
    help: 'Take line breaks and characters beyond Latin-1 out of the key or of extra_headers.',
  };
}

function badBase(api: JsonApi): TargetProblem {
  return {
    problem: `The api_base of ${api.name} is not an http(s) address.`,
    help: `Write it with its scheme, for example ${api.defaultBase}.`,
  };
}

function missingKey(api: JsonApi): TargetProblem {
  return {
    problem: `${api.name} needs an API key and none is set.`,
    help: `Set ${['litellm_params.api_key', ...api.keyVariables].join(' or ')}.`,
  };
}
