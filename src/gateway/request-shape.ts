import type { ApiError } from '../core/api-error.ts';
import type { Operation } from '../core/llm.ts';
import { badRequest } from './refusals.ts';

type Body = Readonly<Record<string, unknown>>;

interface FieldRule {
  readonly field: string;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const text = (value: unknown): boolean => typeof value === 'string';
const filledList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const messages = (value: unknown): boolean =>
  filledList(value) &&
  value.every((item) => typeof item === 'object' && item !== null && 'role' in item);
const textOrList = (value: unknown): boolean => text(value) || filledList(value);

/** What must be there for each operation; everything else is the provider's to judge. */
const REQUIRED: Readonly<Record<Operation, readonly FieldRule[]>> = {
  chat: [
    {
      field: 'messages',
      expected: 'a non-empty list of messages, each with a role',
      accepts: messages,
    },
  ],
  completion: [{ field: 'prompt', expected: 'a string or a non-empty list', accepts: textOrList }],
  embedding: [{ field: 'input', expected: 'a string or a non-empty list', accepts: textOrList }],
  rerank: [
    { field: 'query', expected: 'a string', accepts: text },
    { field: 'documents', expected: 'a non-empty list', accepts: filledList },
  ],
};

/** Fields the gateway itself reads, checked when present. */
const OPTIONAL: readonly FieldRule[] = [
  { field: 'stream', expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  { field: 'num_retries', expected: 'a whole number', accepts: (value) => Number.isInteger(value) },
  { field: 'timeout', expected: 'a number of seconds', accepts: (value) => Number(value) > 0 },
];

/** The first thing wrong with the shape of a body, or null. */
export function checkShape(operation: Operation, body: Body): ApiError | null {
  for (const rule of REQUIRED[operation]) {
    if (body[rule.field] === undefined) return complain(rule, 'is missing; it must be');
    if (!rule.accepts(body[rule.field])) return complain(rule, 'must be');
  }
  for (const rule of OPTIONAL) {
    const value = body[rule.field];
    if (value !== undefined && value !== null && !rule.accepts(value)) {
      return complain(rule, 'must be');
    }
  }
  return null;
}

function complain(rule: FieldRule, verb: string): ApiError {
  return badRequest('invalid_type', `"${rule.field}" ${verb} ${rule.expected}.`, rule.field);
}
