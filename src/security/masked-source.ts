import { createHash } from 'node:crypto';
import type { LineIndex } from './line-index.ts';
import type { Match } from './rule.ts';

const PREFIX = /^(?:[A-Za-z]{2,6}[-_](?:[a-z0-9]{2,7}[-_])?|AIza|AKIA|ASIA|ABSK|eyJ)/;
const LONGEST = 80;

/**
 * A secret fit to be shown: what makes its form, its length, and of a strong one eight digits of a
 * hash, so that two places can be compared: `gsk_…(56 chars, #9f31c07a)`.
 */
export function maskSecret(value: string, strength: 'strong' | 'weak'): string {
  const length = `${value.length} chars`;
  if (strength === 'weak') return `…(${length})`;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return `${PREFIX.exec(value)?.[0] ?? ''}…(${length}, #${hash})`;
}

/** What a span holds, as it may be shown: one line, secrets masked. */
export function maskedSource(index: LineIndex, { span, secret }: Match, text: string): string {
  if (span === undefined) return '';
  const held = text.slice(span.start, span.end);
  if (secret !== undefined) return maskSecret(held, secret);
  const { end } = index.lineSpan(span.start);
  return withoutPasswords(text.slice(span.start, Math.min(span.end, end))).slice(0, LONGEST);
}

const USER_INFO = /(:\/\/)[^\s/?#"']*@/g;

/** A text without what stands before the `@` of its addresses: a rule may mean the rest of a URL. */
export function withoutPasswords(text: string): string {
  return text.includes('@') ? text.replaceAll(USER_INFO, '$1…@') : text;
}
