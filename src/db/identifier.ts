/** A name made safe to stand in a statement: `"LiteLLM_Config"`. Throws `RangeError` for NUL and for nothing. */
export function quoteName(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('not a name PostgreSQL can hold');
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."table"`. */
export function quoteTable(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}
