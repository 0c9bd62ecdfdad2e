import { createHash } from 'node:crypto';
import type { Json } from './fact.ts';

/** JSON with the keys of every object in order (RFC 8785): equal values give equal bytes. */
export function canonicalJson(value: Json): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => compareUnits(a, b));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

/** SHA-256 over the canonical form, 64 hexadecimal digits. */
export function hashOf(value: Json): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 of a text in UTF-8, 64 hexadecimal digits. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** By UTF-16 units, whatever the locale. */
export function compareUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
