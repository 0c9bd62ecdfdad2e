import type { ValueType } from '../values.ts';
import {
  DEPLOYMENT_KEYS,
  LITELLM_PARAMS_KEYS,
  MODEL_INFO_KEYS,
  PROVIDER_PARAMS_KEYS,
} from './deployment-keys.ts';
import { PASS_THROUGH_KEYS } from './general-settings.ts';
import type { KeySpec, KeyTable } from './key-table.ts';
import { RETRY_POLICY_KEYS } from './router-settings.ts';
import { GROUP_SECTIONS, MODEL_INFO_SECTIONS, SECTIONS } from './sections.ts';
import { CREDENTIAL_KEYS, GROUP_KEYS, TOP_LEVEL_KEYS } from './top-level.ts';

/** A JSON Schema, draft 7: what editors understand. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const TITLE = 'Configuration of llmgw: a LiteLLM config.yaml';

/**
 * The schema of the configuration file, for editors and other checkers, from the tables the loader
 * itself goes by. What only the whole file can tell (references between models, unset variables) is
 * for `llmgw validate-config`.
 */
export function configJsonSchema(): JsonSchema {
  const top = mapOf(TOP_LEVEL_KEYS, { closed: true, inner: innerMaps() });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: TITLE,
    ...top,
    definitions: {
      ...Object.fromEntries(Object.entries(TYPE_SCHEMAS).map(([type, of]) => [nameOf(type), of])),
      reference: {
        type: 'string',
        description: 'read from the environment: os.environ/NAME',
        pattern: '^os\\.environ/',
      },
    },
  };
}

/** Schemas that replace those of keys, by key. */
type Inner = Readonly<Record<string, JsonSchema>>;

function innerMaps(): Inner {
  const passThrough = listOf(mapOf(PASS_THROUGH_KEYS, { closed: true }));
  const groups = { model_group_retry_policy: namedMaps(mapOf(RETRY_POLICY_KEYS)) };
  const inner = {
    general_settings: sectionAt('general_settings', { pass_through_endpoints: passThrough }),
    litellm_settings: sectionAt('litellm_settings'),
    router_settings: sectionAt('router_settings', groups),
    llmgw_settings: sectionAt('llmgw_settings', { groups: namedMaps(groupSchema()) }),
    model_list: listOf(deploymentSchema()),
    credential_list: listOf(mapOf(CREDENTIAL_KEYS, { closed: true })),
    environment_variables: namedMaps({ type: ['string', 'number', 'boolean', 'null'] }),
  };
  return inner;
}

/** A section with the maps inside it that have tables of their own. */
function sectionAt(path: string, more: Inner = {}): JsonSchema {
  const table = SECTIONS.find(([own]) => own === path)?.[1] ?? new Map();
  const nested = SECTIONS.filter(([own]) => own.startsWith(`${path}.`)).map(([own, keys]) => {
    const name = own.slice(path.length + 1);
    const schema = mapOf(keys, { closed: true });
    return [name, orOff(table.get(name)?.type, schema)] as const;
  });
  return orNull(mapOf(table, { closed: true, inner: { ...Object.fromEntries(nested), ...more } }));
}

function groupSchema(): JsonSchema {
  const maps = GROUP_SECTIONS.map(([name, table]) => [
    name,
    orOff(GROUP_KEYS.get(name)?.type, mapOf(table, { closed: true })),
  ]);
  return mapOf(GROUP_KEYS, { closed: true, inner: Object.fromEntries(maps) });
}

function deploymentSchema(): JsonSchema {
  const params = new Map([...LITELLM_PARAMS_KEYS, ...PROVIDER_PARAMS_KEYS]);
  const info = MODEL_INFO_SECTIONS.map(([name, table]) => [name, mapOf(table, { closed: true })]);
  const inner = {
    // What is not known here goes to the provider as a parameter of every request.
    litellm_params: { ...mapOf(params), required: ['model'] },
    model_info: orNull(mapOf(MODEL_INFO_KEYS, { inner: Object.fromEntries(info) })),
  };
  return {
    ...mapOf(DEPLOYMENT_KEYS, { closed: true, inner }),
    required: ['model_name', 'litellm_params'],
  };
}

interface MapShape {
  /** Unknown keys are mistakes. */
  readonly closed?: boolean;
  readonly inner?: Inner;
}

function mapOf(table: KeyTable, { closed = false, inner = {} }: MapShape = {}): JsonSchema {
  const properties = [...table].map(([key, spec]) => [key, inner[key] ?? propertyOf(spec)]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(closed ? { additionalProperties: false } : {}),
  };
}

function propertyOf({ type, use }: KeySpec): JsonSchema {
  const ref = { $ref: `#/definitions/${nameOf(type)}` };
  const note = USE_NOTES[use];
  // Draft 7 looks at nothing beside a `$ref`.
  return note === null ? ref : { description: note, allOf: [ref] };
}

/** Of a type, as the last part of a reference. */
function nameOf(type: string): string {
  return type.replaceAll(' ', '-');
}

const USE_NOTES: Readonly<Record<KeySpec['use'], string | null>> = {
  used: null,
  inert: 'LiteLLM reads it; it has no effect here yet',
  guard: 'LiteLLM reads it; what it forbids is not enforced here yet',
  hook: 'names Python code, which cannot be run here',
};

const REFERENCE: JsonSchema = { $ref: '#/definitions/reference' };
const LIST: JsonSchema = { type: 'array' };
const MAP: JsonSchema = { type: 'object' };
const WHOLE_TEXT = '^\\s*[+-]?\\d+(\\.0*)?\\s*$';
const COUNT_TEXT = '^\\s*\\+?\\d+(\\.0*)?\\s*$';
const NUMBER_TEXT = '^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*$';
const DURATION_TEXT = '^\\s*\\d+(\\.\\d+)?(ms|s|m|h)?\\s*$';

/** Null counts as not written, everywhere. */
function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

function anyOf(...schemas: readonly JsonSchema[]): JsonSchema {
  return { anyOf: [...schemas, { type: 'null' }] };
}

/** A number, the same in quotes, or a variable that holds it. */
function number(schema: JsonSchema, text: string): JsonSchema {
  return anyOf(schema, { type: 'string', pattern: text }, REFERENCE);
}

function words(...names: readonly string[]): JsonSchema {
  const off = names.includes('off') ? [{ const: false }] : [];
  return anyOf({ enum: names }, ...off, REFERENCE);
}

function orOff(type: ValueType | undefined, schema: JsonSchema): JsonSchema {
  return type === 'map or off'
    ? anyOf(schema, { enum: [false, 'off', 'false', 'no'] })
    : orNull(schema);
}

function listOf(items: JsonSchema): JsonSchema {
  return orNull({ type: 'array', items });
}

function namedMaps(schema: JsonSchema): JsonSchema {
  return orNull({ type: 'object', additionalProperties: schema });
}

/** Text without quotes may look like a number to YAML. */
const TEXT: JsonSchema = { type: ['string', 'number'] };

const TYPE_SCHEMAS: Readonly<Record<ValueType, JsonSchema>> = {
  any: {},
  boolean: anyOf(
    { type: 'boolean' },
    {
      type: 'string',
      pattern: '^([Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON|1|[Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF|0)$',
    },
    REFERENCE,
  ),
  count: number({ type: 'integer', minimum: 0 }, COUNT_TEXT),
  duration: number({ type: 'number', exclusiveMinimum: 0, maximum: 86_400 }, DURATION_TEXT),
  'enforce or metrics_only': words('enforce', 'metrics_only'),
  'first_token or complete': words('first_token', 'complete'),
  integer: number({ type: 'integer' }, WHOLE_TEXT),
  list: anyOf(LIST),
  'list or map': anyOf(LIST, MAP),
  'list or text': anyOf(LIST, TEXT),
  map: anyOf(MAP),
  'map or off': anyOf(MAP, { enum: [false, 'off', 'false', 'no'] }),
  'not negative': number({ type: 'number', minimum: 0 }, NUMBER_TEXT),
  number: number({ type: 'number' }, NUMBER_TEXT),
  'p95 or milliseconds': number(
    { type: 'number', exclusiveMinimum: 0 },
    `^\\s*p95\\s*$|${NUMBER_TEXT}`,
  ),
  port: number({ type: 'integer', minimum: 1, maximum: 65_535 }, COUNT_TEXT),
  positive: number({ type: 'number', exclusiveMinimum: 0 }, NUMBER_TEXT),
  'positive count': number({ type: 'integer', minimum: 1 }, COUNT_TEXT),
  'reject or bypass': words('reject', 'bypass'),
  'embedded or off': words('embedded', 'off'),
  'error or ignore': words('error', 'ignore'),
  'rescue mode': words('auto', 'prefill', 'replay', 'off'),
  share: number({ type: 'number', exclusiveMinimum: 0, maximum: 1 }, NUMBER_TEXT),
  seconds: number({ type: 'number', minimum: 0 }, DURATION_TEXT),
  text: anyOf(TEXT),
  'text or map': anyOf(TEXT, MAP),
  texts: anyOf({ type: 'array', items: TEXT }),
};
