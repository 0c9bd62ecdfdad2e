import type { Secret } from '../core/secret.ts';
import type { UpstreamHead } from '../http/upstream.ts';

/** What the gateway itself did for an answer. */
export interface AnswerFacts {
  readonly callId: string;
  /** The group that answered. */
  readonly group: string;
  readonly retries: number;
  readonly maxRetries: number;
  readonly fallbacks: number;
  /** Milliseconds since the request came in. */
  readonly totalMs: number;
  /** Milliseconds of that spent waiting for the upstream. */
  readonly upstreamMs: number;
}

/** What the upstream adds to the header block. */
export interface UpstreamPart {
  readonly head: UpstreamHead;
  /** What was sent as credentials: a header that repeats one does not go on. */
  readonly secrets: readonly Secret[];
}

/** Names about the connection or the body as it was: they say nothing about the answer we send. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'server',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const RENAMED = new Map<string, string | null>();
const MAX_RENAMED = 1_000;
const SAFE_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The header block of an answer: name, value, name, value… */
export function buildAnswerHeaders(
  fixed: readonly string[],
  facts: AnswerFacts,
  upstream: UpstreamPart | null,
): string[] {
  const headers = [
    ...fixed,
    'x-litellm-call-id',
    facts.callId,
    'x-litellm-model-group',
    encodeGroup(facts.group),
    'x-litellm-attempted-retries',
    String(facts.retries),
    'x-litellm-max-retries',
    String(facts.maxRetries),
    'x-litellm-attempted-fallbacks',
    String(facts.fallbacks),
    'x-litellm-response-duration-ms',
    facts.totalMs.toFixed(2),
    'x-litellm-overhead-duration-ms',
    Math.max(0, facts.totalMs - facts.upstreamMs).toFixed(2),
  ];
  if (upstream !== null) appendUpstreamHeaders(headers, upstream);
  return headers;
}

/** `x-ratelimit-*` goes on as it came; everything else of the upstream under `llm_provider-`. */
function appendUpstreamHeaders(headers: string[], { head, secrets }: UpstreamPart): void {
  const raw = head.raw();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = renamed(raw[i] ?? '');
    const value = raw[i + 1] ?? '';
    if (name === null || !SAFE_VALUE.test(value)) continue;
    if (!secrets.some((secret) => value.includes(secret.reveal()))) headers.push(name, value);
  }
}

function renamed(name: string): string | null {
  const known = RENAMED.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const result = rename(lower);
  if (RENAMED.size < MAX_RENAMED) RENAMED.set(name, result);
  return result;
}

function rename(lower: string): string | null {
  if (NOT_PASSED_ON.has(lower)) return null;
  return lower.startsWith('x-ratelimit-') ? lower : `llm_provider-${lower}`;
}

function encodeGroup(group: string): string {
  return SAFE_VALUE.test(group) ? group : encodeURIComponent(Buffer.from(group).toString());
}
