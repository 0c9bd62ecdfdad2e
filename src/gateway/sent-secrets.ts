import type { AttemptFailure } from './attempt-outcome.ts';

/** Shorter ones are placeholders such as `none`: without them sentences would make no sense. */
const SHORTEST = 8;
/** Headers every request carries. */
const PLAIN: ReadonlySet<string> = new Set(['content-type', 'accept-encoding', 'user-agent']);

/**
 * A failure without the header values that were sent: providers repeat keys in their own words, and
 * not every key looks like one. `headers`: name, value, name, value…
 */
export function withoutSentSecrets(
  failure: AttemptFailure,
  headers: readonly string[],
): AttemptFailure {
  const secrets = secretsIn(headers);
  const clean = (text: string): string =>
    secrets.reduce((kept, secret) => kept.replaceAll(secret, '[redacted]'), text);
  const { error } = failure;
  const cleanOrNull = (text: string | null): string | null => (text === null ? null : clean(text));
  const message = clean(error.message);
  const [param, code, type] = [error.param, error.code, error.type].map(cleanOrNull);
  return {
    ...failure,
    error: { ...error, message, param: param ?? null, code: code ?? null, type: type ?? null },
  };
}

/** The header values that are secret, without their scheme. */
export function secretsIn(headers: readonly string[]): string[] {
  return headers
    .filter((_value, index) => index % 2 === 1 && !PLAIN.has(headers[index - 1] ?? ''))
    .map((value) => value.trim().split(/\s+/).at(-1) ?? '')
    .filter((secret) => secret.length >= SHORTEST);
}
