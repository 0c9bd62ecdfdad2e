/** A row as the driver gives it. What is missing, or of another type, reads as nothing. */
export type RawRow = Readonly<Record<string, unknown>>;

/** A parsed `json` or `jsonb` object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A text; null for SQL NULL. */
export function textAt(row: RawRow, name: string): string | null {
  const value = row[name];
  return typeof value === 'string' ? value : null;
}

/** A number, also one that came as text (`numeric`); null for NULL and NaN. */
export function numberAt(row: RawRow, name: string): number | null {
  return toNumber(row[name]);
}

/** Whether a boolean column is true. */
export function flagAt(row: RawRow, name: string): boolean {
  return row[name] === true;
}

/** A list of texts; empty for NULL, and without elements that are NULL. */
export function textsAt(row: RawRow, name: string): readonly string[] {
  return toTexts(row[name]);
}

/** Milliseconds since 1970; null for NULL. */
export function timeAt(row: RawRow, name: string): number | null {
  const value = row[name];
  if (!(value instanceof Date)) return null;
  const ms = value.getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** A JSON object, also one that was stored as a JSON text holding JSON; empty for anything else. */
export function jsonAt(row: RawRow, name: string): JsonObject {
  return toJsonObject(row[name]);
}

/** A finite number, or a text that is one; null for anything else. */
export function toNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : null;
}

/** The texts in a list; empty for what is no list. */
export function toTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The object in a JSON value that may have been written as text once or twice; else empty. */
export function toJsonObject(value: unknown): JsonObject {
  let json = value;
  for (let round = 0; round < 2 && typeof json === 'string'; round += 1) json = parse(json);
  return isObject(json) ? json : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
