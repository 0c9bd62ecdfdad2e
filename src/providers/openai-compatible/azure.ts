import { Secret } from '../../core/secret.ts';
import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';
import { findBase, findKey, makeTarget, missingKey, operationPaths, type Base } from './connect.ts';
import type { Row } from './row.ts';

const DEFAULT_VERSION = '2025-02-01-preview';
/** First version whose chat endpoint takes `stream_options`. */
const STREAM_OPTIONS_SINCE = '2024-09-01';
/** On the v1 form only these are sent; dated versions belong to the deployment form. */
const V1_VERSIONS: ReadonlySet<string> = new Set(['v1', 'preview', 'latest']);

/**
 * Azure OpenAI: `{base}/openai/deployments/{model}/chat/completions?api-version=…` with an `api-key`
 * header or an Entra token. A base that ends in `/openai/v1` takes the v1 form, one that names a
 * deployment is used as it is.
 */
export function connectAzure(row: Row, settings: ProviderSettings): Target | TargetProblem {
  const base = findBase(row, settings);
  if ('problem' in base) return base;
  const credential = findCredential(row, settings);
  if ('problem' in credential) return credential;
  const version = settings.apiVersion ?? settings.env('AZURE_API_VERSION') ?? DEFAULT_VERSION;
  const prefix = deploymentPath(base);
  const query = versionQuery(base, version);
  const paths = operationPaths(row, (operation) => prefix + operation + query);
  return makeTarget(base, paths, { ...credential.headers, ...settings.extraHeaders });
}

/** Old API versions refuse `stream_options`. */
export function azureTakesStreamOptions(target: Target): boolean {
  const version = /[?&]api-version=(\d{4}-\d\d-\d\d)/.exec(target.paths.chat ?? '')?.[1];
  return version === undefined || version >= STREAM_OPTIONS_SINCE;
}

/** LiteLLM's markers for model families are no part of the deployment's name. */
export function toAzureDeployment(model: string): string {
  return model.replace(/^(?:o_series|gpt5_series)\//, '');
}

function deploymentPath({ path }: Base): string {
  if (path.endsWith('/openai/v1') || path.includes('/openai/deployments/')) return path;
  return `${path}${path.endsWith('/openai') ? '' : '/openai'}/deployments/{model}`;
}

function versionQuery({ path, query }: Base, version: string): string {
  const isGiven = new URLSearchParams(query).has('api-version');
  if (isGiven || (path.endsWith('/openai/v1') && !V1_VERSIONS.has(version))) return query;
  const separator = query === '' ? '?' : '&';
  return `${query}${separator}api-version=${encodeURIComponent(version)}`;
}

function findCredential(
  row: Row,
  settings: ProviderSettings,
): { readonly headers: Readonly<Record<string, string>> } | TargetProblem {
  const key = findKey(row, settings);
  if (key !== null) return { headers: { 'api-key': key.reveal() } };
  const token = findToken(settings);
  if (token !== null) return { headers: { authorization: `Bearer ${token}` } };
  if (['tenant_id', 'client_id', 'azure_username'].some((name) => name in settings.extra)) {
    const problem = 'azure sign-in with tenant_id, client_id or a user name is not supported.';
    return { problem, help: 'Set litellm_params.api_key or litellm_params.azure_ad_token.' };
  }
  const { problem, help } = missingKey(row);
  return { problem, help: help.replace(/\.$/, ', or litellm_params.azure_ad_token.') };
}

function findToken({ extra, env }: ProviderSettings): string | null {
  const own = extra['azure_ad_token'];
  const token = own instanceof Secret ? own.reveal() : own;
  if (typeof token === 'string' && token.trim() !== '') return token.trim();
  return env('AZURE_AD_TOKEN')?.trim() ?? null;
}
