/** An object of parsed JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for `{…}`; arrays and null are not objects here. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses bytes as a JSON object; null for anything else. */
export function parseJsonObject(bytes: Buffer | string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The object under a key; an empty one where there is none. */
export function objectAt(value: JsonObject, key: string): JsonObject {
  const member = value[key];
  return isJsonObject(member) ? member : EMPTY;
}

/** The list under a key; an empty one where there is none. */
export function listAt(value: JsonObject, key: string): readonly unknown[] {
  const member = value[key];
  return Array.isArray(member) ? member : [];
}

/** The text under a key, or null. */
export function textAt(value: JsonObject, key: string): string | null {
  const member = value[key];
  return typeof member === 'string' ? member : null;
}

/** The finite number under a key, or null. */
export function numberAt(value: JsonObject, key: string): number | null {
  const member = value[key];
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
}

const EMPTY: JsonObject = {};
