import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suggest } from '../../core/suggest.ts';
import { McpFault, type McpTool } from '../tool.ts';
import { propertiesOf, type JsonSchema } from './json-schema.ts';

/** One thing that is wrong with the arguments of a call. */
export interface ArgumentProblem {
  /** JSON pointer; empty for all of them. */
  readonly pointer: string;
  /** Never the value that stands there. */
  readonly reason: string;
}

const MOST_SCHEMA_CHARACTERS = 512 * 1024;
const MOST_PROBLEMS = 20;
const OLD_DRAFT = /draft-0[467]/;

/**
 * What is wrong with the arguments for a tool; nothing: they fit. Throws `protocol` when the server's schema is
 * none.
 */
export function checkArguments(
  { name, inputSchema }: McpTool,
  values: Readonly<Record<string, unknown>>,
): readonly ArgumentProblem[] {
  const validate = compile(name, inputSchema);
  if (validate(values)) return [];
  return (validate.errors ?? [])
    .slice(0, MOST_PROBLEMS)
    .map((error) => toProblem(error, inputSchema));
}

function compile(name: string, schema: JsonSchema) {
  if (JSON.stringify(schema).length > MOST_SCHEMA_CHARACTERS)
    throw noSchema(name, 'it is too long');
  const { $schema: dialect, $id: _id, ...rest } = schema;
  const isOld = typeof dialect === 'string' && OLD_DRAFT.test(dialect);
  // Schemas of strangers: unknown words and formats are passed over, nothing is printed, nothing is fetched.
  const options = {
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
  } as const;
  try {
    return (isOld ? new Ajv(options) : new Ajv2020(options)).compile(rest);
  } catch (thrown) {
    throw noSchema(name, thrown instanceof Error ? thrown.message : 'it cannot be read');
  }
}

function noSchema(tool: string, why: string): McpFault {
  return new McpFault(
    'protocol',
    `the schema of \`${tool}\` is no JSON Schema: ${why.slice(0, 200)}`,
  );
}

function toProblem(error: ErrorObject, schema: JsonSchema): ArgumentProblem {
  const { instancePath: pointer, keyword, message = 'does not fit' } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  if (keyword === 'required') {
    return { pointer: `${pointer}/${String(params['missingProperty'])}`, reason: 'is missing' };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
    const meant = pointer === '' ? suggest(name, propertiesOf(schema).keys()) : null;
    return {
      pointer: `${pointer}/${name}`,
      reason: `is not an argument of it${meant === null ? '' : `: did you mean \`${meant}\`?`}`,
    };
  }
  if (keyword === 'enum' && Array.isArray(params['allowedValues'])) {
    const allowed = params['allowedValues'].slice(0, 20).map((value) => JSON.stringify(value));
    return { pointer, reason: `must be one of ${allowed.join(', ')}` };
  }
  return { pointer, reason: message };
}
