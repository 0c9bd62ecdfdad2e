import type { McpTool } from '../tool.ts';
import { propertiesOf, requiredOf, typesOf, valuesOf, type JsonSchema } from './json-schema.ts';

const MOST_VALUES = 6;

/** A tool as one would call it: `search(query: string, limit?: integer = 10)`. */
export function signatureOf({ name, inputSchema }: McpTool): string {
  const required = requiredOf(inputSchema);
  const properties = [...propertiesOf(inputSchema)].sort(
    ([a], [b]) => Number(required.has(b)) - Number(required.has(a)),
  );
  const parts = properties.map(([key, schema]) => {
    const fallback = schema['default'];
    const value = fallback === undefined ? '' : ` = ${JSON.stringify(fallback)}`;
    return `${key}${required.has(key) ? '' : '?'}: ${typeWords(schema, inputSchema)}${value}`;
  });
  return `${name}(${parts.join(', ')})`;
}

/** A call of the tool that its schema accepts, as words of a command line. */
export function exampleWords({ inputSchema }: McpTool): readonly string[] {
  const required = requiredOf(inputSchema);
  return [...propertiesOf(inputSchema)]
    .filter(([key]) => required.has(key))
    .map(([key, schema]) => exampleOf(key, schema, inputSchema));
}

function exampleOf(key: string, schema: JsonSchema, root: JsonSchema): string {
  const [listed] = valuesOf(schema);
  if (typeof listed === 'string') return `${key}=${listed}`;
  if (listed !== undefined) return `${key}:=${JSON.stringify(listed)}`;
  const types = typesOf(schema, root);
  if (types.has('object')) return `${key}:='{}'`;
  if (types.has('integer') || types.has('number')) return `${key}=1`;
  return `${key}=${types.has('boolean') ? 'true' : '…'}`;
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
