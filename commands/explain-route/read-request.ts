import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import type { Io } from '../../src/cli/io.ts';
import { describeJsonFault } from '../../src/gateway/json-fault.ts';
import type { ExplainOptions } from './explain-options.ts';

type Question = Pick<ExplainOptions, 'model' | 'request'>;

/** The body of the request as JSON; a model on the command line wins over the one in the file. */
export async function readRequest({ model, request }: Question, io: Io): Promise<string> {
  const fields = request === null ? {} : parse(await read(request, io), request);
  return JSON.stringify(model === null ? fields : { ...fields, model });
}

async function read(request: string, { stdin, cwd }: Io): Promise<string> {
  if (request === '-') return readText(stdin);
  const file = resolve(cwd, request);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read the request: ${messageOf(cause)}`, {
      where: file,
      hint: 'check the path given with --request; - reads stdin',
      cause,
    });
  }
}

function parse(text: string, request: string): object {
  const where = request === '-' ? 'stdin' : request;
  const hint = 'it is the body that a client would send to /v1/chat/completions';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The engine's own words repeat the text.
    const message = `the request is not JSON: ${describeJsonFault(text)}`;
    throw new LlmgwError('E_USAGE', message, { where, hint });
  }
  throw new LlmgwError('E_USAGE', 'the request is not a JSON object', { where, hint });
}
