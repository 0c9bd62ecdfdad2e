import type { Exchange } from '../http/exchange.ts';

/** What a request says about whom it is for, in words of its own. */
export interface RequestMarks {
  /** The customer of the caller; null when none is named. */
  readonly endUserId: string | null;
  readonly tags: readonly string[];
  /** Joins the requests of one conversation; empty when none is named. */
  readonly sessionId: string;
}

/** Longer ones would only fill tables. */
const MAX_MARK = 256;
const MAX_TAGS = 50;
const NO_TAGS: readonly string[] = [];

/** Reads `user`, tags and trace from where LiteLLM's clients put them. */
export function readMarks(
  exchange: Pick<Exchange, 'header'>,
  body: Readonly<Record<string, unknown>>,
): RequestMarks {
  const trace = exchange.header('x-litellm-trace-id') ?? exchange.header('x-litellm-session-id');
  return {
    endUserId: readMark(body['user']),
    tags: readTags(exchange.header('x-litellm-tags'), body),
    sessionId: readMark(trace ?? body['litellm_trace_id'] ?? body['litellm_session_id']) ?? '',
  };
}

function readTags(
  header: string | undefined,
  body: Readonly<Record<string, unknown>>,
): readonly string[] {
  const metadata: unknown = body['metadata'];
  const inMetadata: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'tags') : undefined;
  if (header === undefined && body['tags'] === undefined && inMetadata === undefined)
    return NO_TAGS;
  const tags = [...(header?.split(',') ?? []), ...listOf(body['tags']), ...listOf(inMetadata)];
  const marks = tags.map((tag) => readMark(typeof tag === 'string' ? tag.trim() : tag));
  return [...new Set(marks.filter((mark) => mark !== null))].slice(0, MAX_TAGS);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** NUL has no place in PostgreSQL's texts. */
function readMark(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.replaceAll('\0', '').slice(0, MAX_MARK);
  return text === '' ? null : text;
}
