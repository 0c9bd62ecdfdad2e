/** A JSON Schema as a foreign server wrote it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of the properties, by name. */
export function propertiesOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  return new Map(
    Object.entries(toRecord(schema['properties'])).map(([name, one]) => [name, toRecord(one)]),
  );
}

/** Names of properties that must be there. */
export function requiredOf(schema: JsonSchema): ReadonlySet<string> {
  const { required } = schema;
  return new Set(
    Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [],
  );
}

const DEEPEST = 8;

/** The types a value may have, through references and alternatives; none: any. */
export function typesOf(schema: JsonSchema, root: JsonSchema, depth = 0): ReadonlySet<string> {
  if (depth > DEEPEST) return new Set();
  const { type, $ref: reference, anyOf, oneOf, allOf } = schema;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.filter((one) => typeof one === 'string'));
  if (typeof reference === 'string') return typesOf(resolve(reference, root), root, depth + 1);
  const alternatives = [anyOf, oneOf, allOf].find((list) => Array.isArray(list));
  if (!Array.isArray(alternatives))
    return new Set(valuesOf(schema).map((value) => typeName(value)));
  return new Set(alternatives.flatMap((one) => [...typesOf(toRecord(one), root, depth + 1)]));
}

/** The values of `enum` and `const`. */
export function valuesOf({ enum: values, const: only }: JsonSchema): readonly unknown[] {
  if (Array.isArray(values)) return values;
  return only === undefined ? [] : [only];
}

/** Only references inside the schema: nothing is fetched. */
function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (!reference.startsWith('#/')) return {};
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce<JsonSchema>((at, part) => toRecord(at[part]), root);
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** An object; empty for anything else. */
export function toRecord(value: unknown): JsonSchema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}
