import type { ProviderError } from '../provider.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { objectsOf, textOf } from './openai-json.ts';

const REDACTED = '[redacted]';
const LONGEST_MESSAGE = 4000;
const LONGEST_FOREIGN_MESSAGE = 200;
/** More of an error body is not read: nothing after it could be shown. */
const MOST_BYTES = 64 * 1024;

const KEY_SHAPES: readonly RegExp[] = [
  /\b(?:bearer|basic)\s+[^\s"',;]{6,}/gi,
  /\b(?:sk|pk|rk|gsk|xai|csk|hf|fw|nvapi|pplx|tgp|key|github_pat|gh[opsu]|r8|jina|dapi)[-_][\w*.-]{4,}[\w*]/gi,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /\bAIza[\w-]{20,}/g,
  /(?<=[?&](?:key|api[-_]?key|token|sig)=)[^&\s"']+/gi,
  /\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}\b/g,
];

/** Blackens everything that looks like a credential. */
export function redactKeys(text: string): string {
  return KEY_SHAPES.reduce((clean, shape) => clean.replace(shape, REDACTED), text);
}

/**
 * Picks message, type, code and param out of a non-2xx answer: OpenAI, vLLM, DeepSeek, Mistral,
 * Groq, OpenRouter, Azure, FastAPI, plain text, HTML, nothing. Never throws; the message holds no key.
 */
export function readProviderError(status: number, body: Buffer): ProviderError {
  const text = body.toString('utf8', 0, MOST_BYTES).trim();
  const json = parseJson(text);
  const first: unknown = Array.isArray(json) ? json[0] : json;
  const known = isJsonObject(first) ? errorFields(first) : null;
  if (known !== null) return toError(status, known);
  return toError(status, { message: foreignText(typeof json === 'string' ? json : text) });
}

/**
 * The error inside a 2xx answer or a stream event, or null when it holds none. Its status is the
 * numeric code it carries, else 502.
 */
export function findErrorInAnswer(json: JsonObject): ProviderError | null {
  const isError =
    (json['error'] !== undefined && json['error'] !== null && json['error'] !== '') ||
    json['object'] === 'error';
  if (!isError) return null;
  const fields = errorFields(json) ?? { message: null };
  return toError(statusIn(json) ?? 502, fields);
}

/** The upstream broke the protocol: an error of its own making, status 502. */
export function breach(message: string): ProviderError {
  return { status: 502, message, type: null, code: null, param: null };
}

/** Says what came instead of JSON: an empty body, an HTML page or other text. */
export function describeForeignBody(body: Buffer): ProviderError {
  const text = body.toString('utf8', 0, MOST_BYTES).trim();
  if (text === '') return breach('The provider sent an empty answer.');
  const kind = text.startsWith('<') ? 'an HTML page' : 'something that is not the JSON expected';
  const said = foreignText(text);
  return breach(redactKeys(`The provider sent ${kind}${said === null ? '.' : `: ${said}`}`));
}

interface Fields {
  readonly message: string | null;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly param?: unknown;
}

function toError(status: number, fields: Fields): ProviderError {
  const message = fields.message ?? `The provider answered with status ${status}.`;
  return {
    status,
    message: redactKeys(shorten(message, LONGEST_MESSAGE)),
    type: textOf(fields.type),
    code: codeOf(fields.code),
    param: textOf(fields.param),
  };
}

function errorFields(json: JsonObject): Fields | null {
  const inner = json['error'];
  if (isJsonObject(inner)) return { ...pickFields(inner), message: openAiMessage(inner) };
  const message = textOf(inner) ?? messageOfValue(json['message']) ?? detailText(json['detail']);
  return message === null ? null : { ...pickFields(json), message };
}

function pickFields(json: JsonObject): Omit<Fields, 'message'> {
  return { type: json['type'], code: json['code'] ?? json['statusCode'], param: json['param'] };
}

/** OpenRouter hides the upstream's own words in `metadata.raw` behind a general message. */
function openAiMessage(inner: JsonObject): string | null {
  const message = messageOfValue(inner['message']) ?? detailText(inner['detail']);
  const metadata = inner['metadata'];
  const raw = isJsonObject(metadata) ? textOf(metadata['raw']) : null;
  if (raw === null) return message;
  return `${message ?? 'Provider error'}: ${shorten(raw, LONGEST_FOREIGN_MESSAGE)}`;
}

function messageOfValue(value: unknown): string | null {
  if (!isJsonObject(value)) return textOf(value);
  return textOf(value['message']) ?? detailText(value['detail']);
}

/** FastAPI's `detail`: text, an object, or a list of `{loc, msg}`. */
function detailText(detail: unknown): string | null {
  if (isJsonObject(detail)) return textOf(detail['message']) ?? textOf(detail['error']);
  if (!Array.isArray(detail)) return textOf(detail);
  const lines = objectsOf(detail).map((entry) => {
    const place = Array.isArray(entry['loc']) ? `${entry['loc'].join('.')}: ` : '';
    return place + (textOf(entry['msg']) ?? 'invalid');
  });
  return lines.length === 0 ? null : lines.join('; ');
}

function codeOf(code: unknown): string | null {
  return typeof code === 'number' ? String(code) : textOf(code);
}

function statusIn(json: JsonObject): number | null {
  const inner = isJsonObject(json['error']) ? json['error'] : json;
  const claims = [inner['code'], inner['status'], inner['status_code'], json['code']];
  const isStatus = (status: number): boolean =>
    Number.isInteger(status) && status >= 400 && status <= 599;
  return claims.map(Number).find(isStatus) ?? null;
}

/** Text of unknown make: without tags and scripts, on one line, short. */
function foreignText(text: string): string | null {
  const plain = text
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? null : shorten(plain, LONGEST_FOREIGN_MESSAGE);
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
