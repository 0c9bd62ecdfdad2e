import { child, childMap, entriesOf, type MapNode, toPlain, toPlainRecord } from '../node.ts';
import type { DeploymentConfig } from '../types.ts';
import { roleOfParam } from '../validate/check-deployment.ts';
import { asBoolean, asMilliseconds, asNumber, asText, asTexts } from '../values.ts';
import type { DeploymentDraft } from './draft.ts';
import { readBreaker } from './breaker.ts';
import { asSecret, asSecrets, isSecretParam, wrapSecretValue } from './secret-values.ts';
import { readTime, readTimeouts } from './timeouts.ts';

/** What was worked out about a draft before it is read. */
export interface DeploymentIdentity {
  readonly id: string;
  readonly modelName: string;
  readonly provider: string;
  readonly model: string;
  readonly organization: string | null;
}

/** Reads a draft into its final form. Wrong types were reported before and read as absent. */
export function buildDeployment(
  { params, modelInfo, position }: DeploymentDraft,
  identity: DeploymentIdentity,
): DeploymentConfig {
  return {
    ...identity,
    apiKey: asSecret(child(params, 'api_key')),
    apiBase: readApiBase(params),
    apiVersion: asText(child(params, 'api_version')),
    timeoutMs: readTime(params, 'timeout', 'request_timeout'),
    streamTimeoutMs: readTime(params, 'stream_timeout'),
    ...readCapacity(params),
    tags: asTexts(child(params, 'tags')),
    mockResponse: asText(child(params, 'mock_response')),
    dropParams: readDropParams(params),
    additionalDropParams: asTexts(child(params, 'additional_drop_params')),
    allowedOpenaiParams: asTexts(child(params, 'allowed_openai_params')),
    extraHeaders: {
      ...asSecrets(childMap(params, 'headers')),
      ...asSecrets(childMap(params, 'extra_headers')),
    },
    extraBody: toPlainRecord(childMap(params, 'extra_body')),
    defaults: pickDefaults(params),
    extra: pickExtra(params),
    prices: pickPrices(params),
    modelInfo: toPlainRecord(modelInfo),
    mode: asText(child(modelInfo, 'mode')),
    position,
    timeouts: readTimeouts(childMap(modelInfo, 'llmgw_timeouts')),
    breaker: readBreaker(childMap(modelInfo, 'llmgw_breaker')),
  };
}

/** `api_base`, or `base_url` as the OpenAI client calls it. */
export function readApiBase(params: MapNode): string | null {
  const text = asText(child(params, 'api_base')) ?? asText(child(params, 'base_url'));
  return text === null || text.trim() === '' ? null : text.trim();
}

function readCapacity(params: MapNode) {
  const cooldownMs = asMilliseconds(child(params, 'cooldown_time'));
  return {
    numRetries: asNumber(child(params, 'num_retries')),
    rpm: asNumber(child(params, 'rpm')),
    tpm: asNumber(child(params, 'tpm')),
    weight: asNumber(child(params, 'weight')),
    order: asNumber(child(params, 'order')),
    maxParallelRequests: asNumber(child(params, 'max_parallel_requests')),
    cooldownMs,
  };
}

/** A list under `drop_params` counts as true, as it does in LiteLLM. */
function readDropParams(params: MapNode): boolean | null {
  const value = child(params, 'drop_params');
  return value?.kind === 'list' ? value.items.length > 0 : asBoolean(value);
}

function pickDefaults(params: MapNode): Readonly<Record<string, unknown>> {
  const chosen = entriesOf(params).filter(([key]) => {
    const role = roleOfParam(key);
    return role === 'request' || role === 'extra';
  });
  return Object.fromEntries(chosen.map(([key, { value }]) => [key, toPlain(value)]));
}

const PRICE = /_cost(?:_per_|$)/;

function pickPrices(params: MapNode): Readonly<Record<string, unknown>> {
  const chosen = entriesOf(params).filter(([key]) => PRICE.test(key));
  return Object.fromEntries(chosen.map(([key, { value }]) => [key, toPlain(value)]));
}

function pickExtra(params: MapNode): Readonly<Record<string, unknown>> {
  const chosen = entriesOf(params).filter(([key]) => roleOfParam(key) === 'provider');
  return Object.fromEntries(
    chosen.map(([key, { value }]) => [
      key,
      isSecretParam(key) ? wrapSecretValue(value) : toPlain(value),
    ]),
  );
}
