/** A JSON Schema as a foreign server wrote it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const NOTHING: JsonSchema = {};
/** References that lead to references, and so on. */
const MOST_STEPS = 20;

/** The schemas of the properties, by name. */
export function propertiesOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const entries = Object.entries(toRecord(schema['properties']));
  return new Map(entries.map(([name, one]) => [name, toRecord(one)]));
}

/** Names of properties that must be there. */
export function requiredOf({ required }: JsonSchema): ReadonlySet<string> {
  return new Set(textsOf(required));
}

/** The types a value may have, through references and alternatives; none: any. */
export function typesOf(schema: JsonSchema, root: JsonSchema): ReadonlySet<string> {
  const types = new Set<string>();
  // Each schema once: references may go in circles, and alternatives multiply.
  const seen = new Set<JsonSchema>();
  let open: readonly JsonSchema[] = [schema];
  while (open.length > 0) {
    const fresh = new Set(open.filter((at) => !seen.has(at)));
    for (const at of fresh) {
      seen.add(at);
      for (const type of ownTypes(at)) types.add(type);
    }
    open = [...fresh].flatMap((at) => nextOf(at, root));
  }
  return types;
}

function ownTypes(schema: JsonSchema): readonly string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return textsOf(type);
  return valuesOf(schema).map((value) => typeName(value));
}

/** Where the types are said, of a schema that does not say them itself. */
function nextOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const { type, $ref: reference, anyOf, oneOf, allOf } = schema;
  if (type !== undefined) return [];
  if (typeof reference === 'string') return [resolve(reference, root)];
  const alternatives: unknown = [anyOf, oneOf, allOf].find((list) => Array.isArray(list));
  return Array.isArray(alternatives) ? alternatives.map(toRecord) : [];
}

/** The values of `enum` and `const`. */
export function valuesOf({ enum: values, const: only }: JsonSchema): readonly unknown[] {
  if (Array.isArray(values)) return values;
  return only === undefined ? [] : [only];
}

/** The schema that a reference, or a chain of them, leads to. */
export function followed(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { $ref: reference } = at;
    if (typeof reference !== 'string') return at;
    at = resolve(reference, root);
  }
  return NOTHING;
}

/** Only references inside the schema: nothing is fetched. */
function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (!reference.startsWith('#/')) return reference === '#' ? root : NOTHING;
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce<JsonSchema>(
    (at, part) => (Object.hasOwn(at, part) ? toRecord(at[part]) : NOTHING),
    root,
  );
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** An object, the very one; an empty one for anything else. */
export function toRecord(value: unknown): JsonSchema {
  return isRecord(value) ? value : NOTHING;
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
