import type { Fix } from '../rule.ts';
import type { Assignment } from './assignment.ts';
import { withDefaults } from './compose-services.ts';

/** Whether a variable turns something on; what names another variable without default does not. */
export function isOn(value: string | null): boolean {
  return value !== null && /^(?:true|1|yes|on)$/i.test(withDefaults(value).trim());
}

/** Whether a variable turns something off. */
export function isOff(value: string | null): boolean {
  return value !== null && /^(?:false|0|no|off)$/i.test(withDefaults(value).trim());
}

/** A safe fix that takes the lines of a variable out; null: they hold more than that. */
export function unsetFix({ file, lines, name }: Assignment): Fix | null {
  if (lines === null) return null;
  const edits = [{ kind: 'replace', file: file.path, span: lines, text: '' } as const];
  return { class: 'safe', title: `remove ${name}`, edits };
}
