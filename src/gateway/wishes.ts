import type { Exchange } from '../http/exchange.ts';

/** What a request asks of the gateway itself, from body and headers. */
export interface RequestWishes {
  readonly numRetries: number | null;
  readonly timeoutMs: number | null;
  readonly streamTimeoutMs: number | null;
}

const MAX_RETRIES = 50;

/** Reads `num_retries`, `timeout`, `stream_timeout` of the body and their `x-litellm-*` headers. */
export function readWishes(
  exchange: Exchange,
  body: Readonly<Record<string, unknown>>,
): RequestWishes {
  const retries = readNumber(body['num_retries'] ?? exchange.header('x-litellm-num-retries'));
  const timeout =
    body['timeout'] ?? body['request_timeout'] ?? exchange.header('x-litellm-timeout');
  const stream = body['stream_timeout'] ?? exchange.header('x-litellm-stream-timeout');
  return {
    numRetries: retries === null ? null : Math.min(Math.floor(retries), MAX_RETRIES),
    timeoutMs: toMs(readNumber(timeout)),
    streamTimeoutMs: toMs(readNumber(stream)),
  };
}

function readNumber(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

function toMs(seconds: number | null): number | null {
  return seconds === null || seconds === 0 ? null : seconds * 1_000;
}
