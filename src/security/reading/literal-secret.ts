import type { Span } from '../rule.ts';
import { isPlaceholder, isReference } from '../secrets/placeholders.ts';
import type { Assignment } from './assignment.ts';
import { isCredentialName } from './credential-fields.ts';

/** Whether a variable is given a secret as it stands: its name promises one, its value is no reference. */
export function isLiteralSecret({ name, value }: Pick<Assignment, 'name' | 'value'>): boolean {
  if (name === null || value === null || value === '' || !isCredentialName(name)) return false;
  return !isReference(value) && !isPlaceholder(value) && !value.includes('$');
}

/** Whether one part of a text lies in another. */
export function isWithin(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
