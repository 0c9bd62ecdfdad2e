import type { McpTool } from '../tool.ts';
import { propertiesOf, requiredOf, typesOf, valuesOf, type JsonSchema } from './json-schema.ts';

const MOST_VALUES = 6;
const LONGEST_DEFAULT = 60;

/** A tool as one would call it: `search(query: string, limit?: integer = 10)`. */
export function signatureOf({ name, inputSchema }: McpTool): string {
  const required = requiredOf(inputSchema);
  const properties = [...propertiesOf(inputSchema)].sort(
    ([a], [b]) => Number(required.has(b)) - Number(required.has(a)),
  );
  const parts = properties.map(([key, schema]) => {
    const fallback = schema['default'];
    const text = JSON.stringify(fallback) ?? '';
    const value = text === '' ? '' : ` = ${text.slice(0, LONGEST_DEFAULT)}`;
    return `${key}${required.has(key) ? '' : '?'}: ${typeWords(schema, inputSchema)}${value}`;
  });
  return `${name}(${parts.join(', ')})`;
}

function typeWords(schema: JsonSchema, root: JsonSchema): string {
  const values = valuesOf(schema);
  if (values.length > 0) {
    const shown = values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
    return [...shown, ...(values.length > MOST_VALUES ? ['…'] : [])].join(' | ');
  }
  const types = [...typesOf(schema, root)];
  return types.length === 0 ? 'any' : types.join(' | ');
}
