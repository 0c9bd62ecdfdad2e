import {
  followed,
  propertiesOf,
  toRecord,
  typesOf,
  valuesOf,
  type JsonSchema,
} from './json-schema.ts';

/** Something about an argument as it was written. */
export class ArgumentFault extends Error {
  /** The word, up to its `=`; what stands behind it may be a secret. */
  readonly word: string;

  constructor(word: string, message: string) {
    super(message);
    this.name = 'ArgumentFault';
    this.word = word;
  }
}

/** Reads a file that an argument names; throws in its own words. */
export type ReadArgumentFile = (path: string) => string;

type Values = Readonly<Record<string, unknown>>;

const WORD = /^(?<key>[^=:@\s][^=]*?)(?<how>:=@|:=|=@|=)(?<value>[\s\S]*)$/;

/**
 * Reads `key=value` (made what the schema wants there), `key:=json`, `key=@file` (its text) and `key:=@file` (its
 * JSON). A key that comes several times is a list; `a.b=1` is `{"a":{"b":1}}` where the schema has no `a.b`.
 * Throws `ArgumentFault`.
 */
export function parseArguments(
  words: readonly string[],
  schema: JsonSchema,
  readFile: ReadArgumentFile,
): Values {
  let values: Values = {};
  for (const word of words) {
    const parts = WORD.exec(word)?.groups;
    if (parts === undefined) {
      throw new ArgumentFault(
        firstPart(word),
        'an argument is key=value, key:=json, key=@file or key:=@file',
      );
    }
    const { key = '', how = '', value = '' } = parts;
    const path = pathOf(key, schema);
    const wanted = schemaAt(path, schema);
    const text = how.endsWith('@') ? readFile(value) : value;
    const read = how.startsWith(':') ? parseJson(key, text) : coerce(text, wanted, schema);
    values = put(values, path, { value: read, isList: typesOf(wanted, schema).has('array') });
  }
  return values;
}

function firstPart(word: string): string {
  return word.split(/[=:]/, 1)[0]?.slice(0, 40) ?? '';
}

function pathOf(key: string, schema: JsonSchema): readonly string[] {
  const known = propertiesOf(schema);
  const parts = key.split('.');
  const [first = ''] = parts;
  return known.has(key) || parts.length === 1 || !known.has(first) ? [key] : parts;
}

function schemaAt(path: readonly string[], schema: JsonSchema): JsonSchema {
  return path.reduce<JsonSchema>(
    (at, part) => followed(propertiesOf(at).get(part) ?? {}, schema),
    schema,
  );
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArgumentFault(key, 'what stands behind `:=` is no JSON; text goes behind `=`');
  }
}

/** What the text most likely means where the schema stands; as it is when it cannot be anything else. */
function coerce(text: string, schema: JsonSchema, root: JsonSchema): unknown {
  const types = typesOf(schema, root);
  const scalar = coerceScalar(text, schema, types);
  if (scalar !== undefined) return scalar;
  if (!types.has('array') && !types.has('object')) return text;
  if (/^\s*[[{]/.test(text)) return jsonOr(text);
  if (!types.has('array') || types.has('string')) return text;
  const items = followed(toRecord(schema['items']), root);
  return coerceScalar(text, items, typesOf(items, root)) ?? text;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function coerceScalar(
  text: string,
  schema: JsonSchema,
  types: ReadonlySet<string>,
): string | number | boolean | null | undefined {
  const listed = valuesOf(schema).find((value) => isScalar(value) && String(value) === text);
  if (listed !== undefined && isScalar(listed)) return listed;
  if ((types.has('integer') || types.has('number')) && isNumber(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return types.has('null') && text === 'null' ? null : undefined;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

/** A whole number that would come out as another one is none. */
function isNumber(text: string): boolean {
  return NUMBER.test(text) && (!/^[+-]?\d+$/.test(text) || Number.isSafeInteger(Number(text)));
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface Given {
  readonly value: unknown;
  /** The schema wants a list there: one value is a list of one. */
  readonly isList: boolean;
}

function put(values: Values, [key = '', ...rest]: readonly string[], given: Given): Values {
  const before = Object.hasOwn(values, key) ? values[key] : undefined;
  return {
    ...values,
    [key]: rest.length > 0 ? put(toRecord(before), rest, given) : add(before, given),
  };
}

function add(before: unknown, { value, isList }: Given): unknown {
  const items = isList && !Array.isArray(value) ? [value] : value;
  if (before === undefined) return items;
  return [
    ...(Array.isArray(before) ? before : [before]),
    ...(Array.isArray(items) ? items : [items]),
  ];
}
