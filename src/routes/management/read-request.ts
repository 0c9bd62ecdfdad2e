import { describeJsonFault } from '../../gateway/json-fault.ts';
import { badRequest, bodyRefusal } from '../../gateway/refusals.ts';
import type { Exchange } from '../../http/exchange.ts';
import { isRecord } from './fields.ts';
import { Refusal, wrongField } from './refusal.ts';

/** The largest body of a management call. */
export const MOST_BYTES = 1_048_576;
const DEEPEST = 64;
const LONGEST_PARAMETER = 512;
// oxlint-disable-next-line no-control-regex -- PostgreSQL cannot hold it
const UNSTORABLE = /\0|[\ud800-\udfff]/u;

/** Reads the body as an object: none at all counts as an empty one. Null when the client has left. */
export async function readBody(
  exchange: Exchange,
): Promise<Readonly<Record<string, unknown>> | null> {
  const bytes = await exchange.readBody(MOST_BYTES);
  if (typeof bytes === 'string') {
    const refusal = bodyRefusal(bytes, MOST_BYTES);
    if (refusal === null) return null;
    throw new Refusal(refusal);
  }
  const body = parse(bytes.toString('utf8'));
  for (const [name, value] of Object.entries(body)) checkStorable(name, [name, value], 0);
  return body;
}

/** The query; each parameter once, none longer than 512 characters. Throws a `Refusal`. */
export function readQuery(exchange: Exchange): URLSearchParams {
  const query = new URLSearchParams(exchange.query);
  for (const [name, value] of query) checkParameter(name, value);
  return query;
}

/** Checks parts of the path as the query is checked. */
export function checkParams(params: readonly string[]): readonly string[] {
  for (const value of params) checkParameter('path', value);
  return params;
}

function checkParameter(name: string, value: string): void {
  if (value.length > LONGEST_PARAMETER) {
    throw wrongField(name, `must have at most ${LONGEST_PARAMETER} characters`);
  }
  checkText(name, value);
}

/** PostgreSQL takes every text but one with a zero or half a character in it. Throws a `Refusal`. */
export function checkText(name: string, value: string): void {
  if (UNSTORABLE.test(value)) throw wrongField(name, 'holds a character that cannot be stored');
}

function parse(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const message = `The body is not valid JSON: ${describeJsonFault(text)}.`;
    throw new Refusal(badRequest('invalid_json', message, null));
  }
  if (isRecord(value)) return value;
  throw new Refusal(badRequest('invalid_json', 'The body must be a JSON object.', null));
}

/** `name`: the field of the body that the value is in. */
function checkStorable(name: string, value: unknown, depth: number): void {
  if (typeof value === 'string' && UNSTORABLE.test(value)) {
    throw wrongField(name, 'holds a character that cannot be stored');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw wrongField(name, `is nested deeper than ${DEEPEST} levels`);
  for (const [key, item] of Object.entries(value)) {
    checkStorable(name, key, depth);
    checkStorable(name, item, depth + 1);
  }
}
