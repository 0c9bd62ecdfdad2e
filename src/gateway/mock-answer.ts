import type { LlmRequest, Usage } from '../core/llm.ts';
import type { ProviderCall, ProviderError } from '../providers/provider.ts';
import { buildAnswerHeaders } from './answer-headers.ts';
import { providerFailure } from './attempt-failure.ts';
import type { AttemptOutcome } from './attempt-outcome.ts';
import type { Job } from './job.ts';
import { addCallerHeaders } from './caller-headers.ts';
import type { Deployment } from './deployment.ts';
import { STREAM_HEADERS } from './client-stream.ts';

/** Literals of `mock_response` that stand for an error, by LiteLLM's class names. */
const MOCK_ERRORS: Readonly<Record<string, { readonly status: number; readonly code: string }>> = {
  'litellm.RateLimitError': { status: 429, code: 'rate_limit_exceeded' },
  'litellm.InternalServerError': { status: 500, code: 'internal_error' },
  'litellm.ContextWindowExceededError': { status: 400, code: 'context_length_exceeded' },
  'litellm.ContentPolicyViolationError': { status: 400, code: 'content_policy_violation' },
  'litellm.Timeout': { status: 408, code: 'timeout' },
  'litellm.AuthenticationError': { status: 401, code: 'invalid_api_key' },
};

const MOCK_DIMENSIONS = 8;

/** Answers from the deployment's `mock_response`: no upstream, no key, no cost. */
export function answerMock(job: Job, deployment: Deployment, call: ProviderCall): AttemptOutcome {
  const text = deployment.config.mockResponse ?? '';
  const mockError = MOCK_ERRORS[text.replace(/^Exception: /, '')];
  if (mockError !== undefined) return failWith(mockError);
  const usage = countWords(call.request, text);
  job.trace.usage = usage;
  job.trace.answeredBy = deployment;
  job.trace.attempts.push({
    deploymentId: deployment.id,
    provider: 'mock',
    operation: call.request.operation,
    outcome: 'answered',
    status: 200,
    reason: null,
    rests: false,
    ms: 0,
    ttftMs: null,
    usage,
  });
  const { exchange } = job;
  const headers = buildAnswerHeaders(deployment.headers, factsOf(job), null);
  addCallerHeaders(headers, job, { deployment, usage: call.request.stream ? null : usage });
  if (call.request.stream) {
    exchange.writeHead(200, [...headers, ...STREAM_HEADERS]);
    for (const event of streamEvents(call, text, usage)) {
      exchange.write(`data: ${JSON.stringify(event)}\n\n`);
    }
    exchange.end('data: [DONE]\n\n');
  } else {
    const body = JSON.stringify(document(call, text, usage));
    const length = String(Buffer.byteLength(body));
    exchange.writeHead(200, [
      ...headers,
      'content-type',
      'application/json',
      'content-length',
      length,
    ]);
    exchange.end(body);
  }
  return { kind: 'answered' };
}

function factsOf(job: Job) {
  return {
    callId: job.exchange.id,
    group: job.trace.group,
    retries: job.trace.retries,
    maxRetries: job.trace.maxRetries,
    fallbacks: job.trace.fallbacks,
    totalMs: job.gateway.clock.now() - job.exchange.startedAt,
    upstreamMs: 0,
  };
}

function failWith({ status, code }: { status: number; code: string }): AttemptOutcome {
  const message = 'This is a mock error.';
  const error: ProviderError = { status, code, message, type: null, param: null };
  return { kind: 'failed', failure: providerFailure(error) };
}

function document(call: ProviderCall, text: string, usage: Usage): Record<string, unknown> {
  const common = { created: call.createdS, model: call.shownModel, usage: wireUsage(usage) };
  const { request } = call;
  if (request.operation === 'chat') {
    const message = { role: 'assistant', content: text };
    const choices = [{ index: 0, message, finish_reason: 'stop' }];
    return { id: `chatcmpl-${call.id}`, object: 'chat.completion', choices, ...common };
  }
  if (request.operation === 'completion') {
    const choices = [{ index: 0, text, finish_reason: 'stop', logprobs: null }];
    return { id: `cmpl-${call.id}`, object: 'text_completion', choices, ...common };
  }
  if (request.operation === 'embedding') {
    const data = listOf(request.json['input']).map((_, index) => mockEmbedding(index, request));
    return { object: 'list', data, model: call.shownModel, usage: wireUsage(usage) };
  }
  return { id: `rerank-${call.id}`, results: mockRanking(request), meta: {} };
}

function* streamEvents(call: ProviderCall, text: string, usage: Usage) {
  const isChat = call.request.operation === 'chat';
  const base = {
    id: `${isChat ? 'chatcmpl' : 'cmpl'}-${call.id}`,
    object: isChat ? 'chat.completion.chunk' : 'text_completion',
    created: call.createdS,
    model: call.shownModel,
  };
  const event = (part: object, finish: string | null) => ({
    ...base,
    choices: [{ index: 0, ...part, finish_reason: finish }],
  });
  if (isChat) yield event({ delta: { role: 'assistant', content: '' } }, null);
  for (const piece of text.match(/\S+\s*|\s+/g) ?? []) {
    yield event(isChat ? { delta: { content: piece } } : { text: piece }, null);
  }
  yield event(isChat ? { delta: {} } : { text: '' }, 'stop');
  if (call.request.includeUsage) yield { ...base, choices: [], usage: wireUsage(usage) };
}

function mockEmbedding(index: number, request: LlmRequest) {
  const vector = Array.from({ length: MOCK_DIMENSIONS }, (_, i) => (i === 0 ? 1 : 0));
  const isBase64 = request.json['encoding_format'] === 'base64';
  const packed = () => Buffer.from(Float32Array.from(vector).buffer).toString('base64');
  return { object: 'embedding', index, embedding: isBase64 ? packed() : vector };
}

function mockRanking({ json }: LlmRequest) {
  const documents = listOf(json['documents']);
  const top = typeof json['top_n'] === 'number' ? json['top_n'] : documents.length;
  return documents.slice(0, top).map((_, index) => ({ index, relevance_score: 1 / (index + 1) }));
}

/** A list of numbers is one text in tokens. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && typeof value[0] !== 'number' ? value : [value];
}

/** Words for tokens: near enough for an answer that was never generated. */
function countWords(request: LlmRequest, text: string): Usage {
  const promptTokens = Math.ceil(request.body.length / 4);
  const completionTokens = text.split(/\s+/).filter(Boolean).length;
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}

function wireUsage(usage: Usage) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.totalTokens,
  };
}
