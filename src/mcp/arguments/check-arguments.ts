import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suggest } from '../../core/suggest.ts';
import { McpFault, type McpTool } from '../tool.ts';
import { propertiesOf, type JsonSchema } from './json-schema.ts';
import { runWithin } from './run-within.ts';

/** One thing that is wrong with the arguments of a call. */
export interface ArgumentProblem {
  /** JSON pointer; empty for all of them. */
  readonly pointer: string;
  /** Never the value that stands there. */
  readonly reason: string;
}

type Values = Readonly<Record<string, unknown>>;

const MOST_PROBLEMS = 20;
const MOST_MS = 2_000;
const OLD_DRAFT = /draft-0[467]/;
/**
 * Schemas of strangers: unknown words and formats are passed over, nothing is printed, nothing is fetched. What
 * cannot be compiled is found out without the schema of schemas, which takes longer than all the rest.
 */
const FORGIVING = {
  ...({ strict: false, validateFormats: false, validateSchema: false, logger: false } as const),
  allErrors: true,
};

/**
 * What is wrong with the arguments for a tool; nothing: they fit. Throws `protocol` when the server's schema is
 * none, or one that takes for ever.
 */
export function checkArguments(
  { name, inputSchema }: McpTool,
  values: Values,
): readonly ArgumentProblem[] {
  const errors = validate(name, inputSchema, values);
  return errors.slice(0, MOST_PROBLEMS).map((error) => toProblem(error, inputSchema));
}

/** Its own patterns and references may take longer than anybody lives. */
function validate(name: string, schema: JsonSchema, values: Values): readonly ErrorObject[] {
  const { $schema: dialect, $id: _id, ...rest } = schema;
  const isOld = typeof dialect === 'string' && OLD_DRAFT.test(dialect);
  try {
    return runWithin(MOST_MS, () => {
      const check = (isOld ? new Ajv(FORGIVING) : new Ajv2020(FORGIVING)).compile(rest);
      return check(values) ? [] : (check.errors ?? []);
    });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'it cannot be read';
    throw new McpFault(
      'protocol',
      `the schema of \`${name}\` cannot be used: ${why.slice(0, 200)}`,
    );
  }
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
