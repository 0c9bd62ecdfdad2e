import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { checkArguments } from '../../src/mcp/arguments/check-arguments.ts';
import { exampleWords } from '../../src/mcp/arguments/example.ts';
import { ArgumentFault, parseArguments } from '../../src/mcp/arguments/parse-arguments.ts';
import { signatureOf } from '../../src/mcp/arguments/signature.ts';
import type { McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { withoutControls } from './hide-secrets.ts';
import { quoteWord } from './quote-word.ts';
import type { ToolInput } from './tool-options.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where arguments are read, and for whom. */
export interface InputPlace {
  /** The server as one would name it, for an example. */
  readonly server: string;
  readonly context: FilesContext;
  /** Aborted: nobody waits for standard input any longer. */
  readonly signal: AbortSignal;
}

const MOST_BYTES = 16 * 1024 * 1024;
const STDIN = '-';

/**
 * The arguments for a tool, checked against its schema: JSON first, single values over it. Throws `E_USAGE` with
 * the tool's signature.
 */
export async function readInput(
  tool: McpTool,
  input: ToolInput,
  place: InputPlace,
): Promise<Values> {
  const values = { ...(await readBase(input, place)), ...readWords(tool, input.words, place) };
  const problems = checkArguments(tool, values);
  if (problems.length === 0) return values;
  const list = problems.map(({ pointer, reason }) => `${pointer || 'they'} ${reason}`).join('; ');
  throw usage(`the arguments do not fit: ${list}`, tool, place);
}

async function readBase({ json, files }: ToolInput, place: InputPlace): Promise<Values> {
  const entries = json.flatMap((text) => entriesOf(text, 'a JSON argument'));
  for (const file of files) {
    const text = file === STDIN ? await readStdin(place) : readFile(file, place.context.io.cwd);
    entries.push(...entriesOf(text, file === STDIN ? 'standard input' : file));
  }
  return Object.fromEntries(entries);
}

async function readStdin({ context, signal }: InputPlace): Promise<string> {
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of addAbortSignal(signal, context.io.stdin)) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    held += part.length;
    if (held > MOST_BYTES) throw new LlmgwError('E_USAGE', 'standard input is too long');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function entriesOf(text: string, where: string): readonly [string, unknown][] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.entries(value);
    }
  } catch {
    // Told below, without the text: it may hold secrets.
  }
  throw new LlmgwError('E_USAGE', 'the arguments are no JSON object', {
    where,
    hint: `for example '{"query":"outage"}'`,
  });
}

function readWords(tool: McpTool, words: readonly string[], place: InputPlace): Values {
  const { cwd } = place.context.io;
  try {
    return parseArguments(words, tool.inputSchema, (path) => readFile(path, cwd));
  } catch (thrown) {
    if (!(thrown instanceof ArgumentFault)) throw thrown;
    throw usage(`${thrown.word}: ${thrown.message}`, tool, place);
  }
}

function readFile(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read an argument: ${messageOf(cause)}`, {
      where: path,
      hint: 'check the path; text that begins with @ is written as key:=\'"@text"\'',
      cause,
    });
  }
}

function usage(message: string, tool: McpTool, { server }: InputPlace): LlmgwError {
  const words = [server, tool.name, ...exampleWords(tool)].map(withoutControls).map(quoteWord);
  return new LlmgwError('E_USAGE', withoutControls(message), {
    where: withoutControls(signatureOf(tool)),
    hint: `for example llmgw run-mcp-tool ${words.join(' ')}`,
  });
}
