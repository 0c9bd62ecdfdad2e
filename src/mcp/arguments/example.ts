import type { McpTool } from '../tool.ts';
import {
  followed,
  propertiesOf,
  requiredOf,
  toRecord,
  typesOf,
  valuesOf,
  type JsonSchema,
} from './json-schema.ts';

/** Larger examples explain nothing, and schemas that refer to themselves have no end. */
const DEEPEST = 3;
const MOST_KEYS = 20;

/** A call of the tool that its schema accepts, as words of a command line before any quoting. */
export function exampleWords({ inputSchema }: McpTool): readonly string[] {
  const properties = propertiesOf(inputSchema);
  return firstOf(requiredOf(inputSchema)).map((key) => {
    const value = exampleOf(properties.get(key) ?? {}, inputSchema, 0);
    if (typeof value === 'number' || typeof value === 'boolean') return `${key}=${value}`;
    return typeof value === 'string' && !value.startsWith('@')
      ? `${key}=${value}`
      : `${key}:=${JSON.stringify(value)}`;
  });
}

function exampleOf(given: JsonSchema, root: JsonSchema, depth: number): unknown {
  const schema = followed(given, root);
  const told = toldExample(schema);
  if (told !== undefined) return told;
  const types = typesOf(schema, root);
  if (types.has('string') || types.size === 0 || depth > DEEPEST) return '…';
  if (types.has('integer') || types.has('number')) return 1;
  if (types.has('boolean')) return true;
  if (types.has('array')) return [exampleOf(toRecord(schema['items']), root, depth + 1)];
  return types.has('object') ? exampleObject(schema, root, depth) : null;
}

/** What the schema itself names as a value. */
function toldExample(schema: JsonSchema): unknown {
  const { default: fallback, examples, minimum } = schema;
  const [listed] = [...valuesOf(schema), ...(Array.isArray(examples) ? examples : [])];
  return fallback ?? listed ?? minimum;
}

function exampleObject(schema: JsonSchema, root: JsonSchema, depth: number): JsonSchema {
  const properties = propertiesOf(schema);
  return Object.fromEntries(
    firstOf(requiredOf(schema)).map((key) => [
      key,
      exampleOf(properties.get(key) ?? {}, root, depth + 1),
    ]),
  );
}

function firstOf(keys: ReadonlySet<string>): readonly string[] {
  return [...keys].slice(0, MOST_KEYS);
}
