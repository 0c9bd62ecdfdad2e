import type { FindingLog } from '../finding-log.ts';
import { child, childMap, type MapNode } from '../node.ts';
import type { LlmgwConfig } from '../types.ts';
import { asBoolean, asNumber, asText } from '../values.ts';
import type { AliasRule } from './aliases.ts';
import { readBreaker } from './breaker.ts';
import { readRoutes } from './routes.ts';
import { readSkills } from './skills.ts';
import { readTime } from './timeouts.ts';

const DEFAULTS = {
  maxConnections: 10_000,
  maxHeaderBytes: 32_768,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  keepAliveTimeoutMs: 75_000,
  streamBufferBytes: 262_144,
  maxResponseBytes: 64 * 1024 * 1024,
  // Below the 30 s that orchestrators usually grant: what is cut must still be told so.
  drainTimeoutMs: 25_000,
};

/** Reads `llmgw_settings`; 0 counts as not written, no limit can be turned off by accident. */
export function buildLlmgw(
  root: MapNode,
  aliases: readonly AliasRule[],
  log: FindingLog,
): LlmgwConfig {
  const own = childMap(root, 'llmgw_settings');
  const count = (key: string) => asNumber(child(own, key)) || null;
  return {
    errorCode: readErrorCode(own, log),
    maxConnections: count('max_connections') ?? DEFAULTS.maxConnections,
    maxHeaderBytes: count('max_header_bytes') ?? DEFAULTS.maxHeaderBytes,
    headersTimeoutMs: readTime(own, 'headers_timeout') ?? DEFAULTS.headersTimeoutMs,
    bodyTimeoutMs: readTime(own, 'body_timeout') ?? DEFAULTS.bodyTimeoutMs,
    keepAliveTimeoutMs: readTime(own, 'keep_alive_timeout') ?? DEFAULTS.keepAliveTimeoutMs,
    streamBufferBytes: count('stream_buffer_bytes') ?? DEFAULTS.streamBufferBytes,
    maxResponseBytes: count('max_response_bytes') ?? DEFAULTS.maxResponseBytes,
    drainTimeoutMs: readTime(own, 'drain_timeout') ?? DEFAULTS.drainTimeoutMs,
    generateMasterKey: asBoolean(child(own, 'generate_master_key')) ?? false,
    wrapPassThroughErrors: asBoolean(child(own, 'wrap_pass_through_errors')) ?? false,
    breaker: readBreaker(childMap(own, 'breaker')),
    retryBudget: readRetryBudget(childMap(own, 'retry_budget')),
    admissionQueue: readAdmissionQueue(childMap(own, 'admission_queue')),
    routes: readRoutes(own, aliases),
    skills: readSkills(childMap(own, 'skills')),
  };
}

function readRetryBudget(map: MapNode | null): LlmgwConfig['retryBudget'] {
  return {
    ratio: asNumber(child(map, 'ratio')) ?? 0.2,
    minPerSecond: asNumber(child(map, 'min_per_second')) ?? 3,
    ttlMs: readTime(map, 'ttl') ?? 10_000,
  };
}

function readAdmissionQueue(map: MapNode | null): LlmgwConfig['admissionQueue'] {
  return {
    maxWaiting: asNumber(child(map, 'max_waiting')) ?? 100,
    maxWaitMs: readTime(map, 'max_wait') ?? 10_000,
  };
}

function readErrorCode(own: MapNode | null, log: FindingLog): LlmgwConfig['errorCode'] {
  const node = child(own, 'error_code');
  const text = asText(node);
  if (node === null || text === 'stable' || text === 'status')
    return text === 'status' ? text : 'stable';
  log.add('wrong-type', {
    message: '`error_code` must be `stable` or `status`',
    position: node.position,
    path: 'llmgw_settings.error_code',
  });
  return 'stable';
}
