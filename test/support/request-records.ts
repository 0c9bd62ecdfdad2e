import type { AttemptRecord, RequestRecord } from '../../src/gateway/record-usage.ts';

/** The record of a request that was answered by the first attempt. */
export function requestRecord(parts: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'call-1',
    route: '/v1/chat/completions',
    requestedModel: 'gpt',
    group: 'gpt',
    stream: false,
    status: 200,
    errorCode: null,
    attempts: [],
    retries: 0,
    retriesRefused: 0,
    fallbacks: 0,
    hedges: 0,
    usage: null,
    totalMs: 10,
    key: '',
    aborted: false,
    ...parts,
  };
}

/** One attempt that was answered. */
export function attemptRecord(parts: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    deploymentId: 'id-1',
    provider: 'openai',
    operation: 'chat',
    outcome: 'answered',
    status: 200,
    reason: null,
    rests: false,
    ms: 10,
    ttftMs: null,
    usage: null,
    ...parts,
  };
}
