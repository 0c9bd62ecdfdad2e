import type { Findings } from '../collector.ts';

/** What it looks at does not exist here. */
export function unavailable(why: string): Findings {
  return { status: 'unavailable', entities: [], relations: [], samples: [], warnings: [why] };
}

/** The JSON that a program printed. Throws an `Error` that says whose it was. */
export function parseJson(program: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`what ${program} printed is no JSON`);
  }
}

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

/** The items of a list; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The field at `a.b.c`. */
export function fieldAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => fieldsOf(at)[name], value);
}

/** A text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A number, also one written as text; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** An object of texts, in the order of their names; what is no text is left out. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  const pairs = Object.entries(fieldsOf(value)).flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' ? [[name, text]] : [],
  );
  return Object.fromEntries(pairs);
}
