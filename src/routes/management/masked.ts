import { redactKeys } from '../../providers/shared/provider-error.ts';
import { isRecord } from './fields.ts';

/** Settings of a model that are no secret, whatever they hold: everything else is not shown. */
const SHOWN: ReadonlySet<string> = new Set([
  'model',
  'custom_llm_provider',
  'api_version',
  'litellm_credential_name',
  'rpm',
  'tpm',
  'weight',
  'order',
  'timeout',
  'stream_timeout',
  'num_retries',
  'max_parallel_requests',
  'tags',
  'region_name',
  'aws_region_name',
  'vertex_project',
  'vertex_location',
]);
const MASK = '****';

/** Parameters of a model with every value masked that might be a secret. */
export function maskParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      SHOWN.has(name) || typeof value !== 'object' ? maskValue(name, value) : maskAll(value),
    ]),
  );
}

/** A document with every text masked. */
export function maskAll(value: unknown): unknown {
  if (typeof value === 'string') return MASK;
  if (Array.isArray(value)) return value.map(maskAll);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskAll(item)]));
}

function maskValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return SHOWN.has(name) ? redactKeys(value) : MASK;
}
