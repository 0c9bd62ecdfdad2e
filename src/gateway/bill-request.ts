import { randomUUID } from 'node:crypto';
import type { Caller } from '../access/caller.ts';
import type { LlmRequest, Operation, Usage } from '../core/llm.ts';
import type { Exchange } from '../http/exchange.ts';
import { toBilled } from './billed-usage.ts';
import { estimateUsage } from './estimate-usage.ts';
import type { Gateway } from './gateway.ts';
import type { RequestMarks } from './request-marks.ts';
import type { RequestTrace } from './request-trace.ts';

/** A request of a known caller that has ended. */
export interface EndedRequest {
  readonly gateway: Gateway;
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly marks: RequestMarks;
  readonly request: LlmRequest;
  readonly trace: RequestTrace;
  /** Our error code; null when the client got its answer, or left while it came. */
  readonly errorCode: string | null;
}

/** What it came to. */
export interface Bill {
  /** US dollars. */
  readonly costUsd: number;
  readonly totalTokens: number;
}

const FREE: Bill = { costUsd: 0, totalTokens: 0 };
const NO_USAGE: Usage = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };

/** LiteLLM's names of the calls. */
const CALL_TYPES: Readonly<Record<Operation, string>> = {
  chat: 'acompletion',
  completion: 'atext_completion',
  embedding: 'aembedding',
  rerank: 'arerank',
};

/**
 * Prices a request and hands it on to be charged. Calls that failed cost nothing; of a stream that
 * broke off, or that its client left, what came of it is paid for.
 */
export function billRequest(ended: EndedRequest): Bill {
  const { gateway, request, trace } = ended;
  const { billing } = gateway;
  const { answeredBy } = trace;
  if (billing === null) return { costUsd: 0, totalTokens: trace.usage?.totalTokens ?? 0 };
  const usage = answeredBy === null ? null : (trace.usage ?? estimateUsage(request, trace.heard));
  const costUsd =
    answeredBy === null || usage === null
      ? 0
      : billing.costOf({ deployment: answeredBy, operation: request.operation, usage });
  billing.add({ ...describe(ended), usage: toBilled(usage ?? NO_USAGE), costUsd });
  return usage === null ? FREE : { costUsd, totalTokens: usage.totalTokens };
}

function describe({ gateway, exchange, caller, marks, request, trace, errorCode }: EndedRequest) {
  const { clock } = gateway;
  const endedAtMs = clock.wallMs();
  const toWall = (at: number): number => endedAtMs - (clock.now() - at);
  const deployment = trace.answeredBy;
  return {
    requestId: requestIdOf(exchange),
    callType: CALL_TYPES[request.operation],
    startedAtMs: toWall(exchange.startedAt),
    endedAtMs,
    firstTokenAtMs: trace.firstTokenAt === null ? null : toWall(trace.firstTokenAt),
    status: errorCode === null ? ('success' as const) : ('failure' as const),
    errorCode,
    model: deployment?.config.model ?? request.model.slice(0, 200),
    modelId: deployment?.id ?? '',
    modelGroup: trace.group,
    provider: deployment?.config.provider ?? '',
    apiBase: deployment?.target.displayBase ?? '',
    caller,
    requesterIp: exchange.remoteAddress,
    sessionId: marks.sessionId,
    retries: trace.retries,
  };
}

/** An id the client chose may come twice: then the second call would not be charged. */
function requestIdOf(exchange: Exchange): string {
  return exchange.header('x-litellm-call-id') === undefined ? exchange.id : randomUUID();
}
