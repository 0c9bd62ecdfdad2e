import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { checkArguments } from '../../src/mcp/arguments/check-arguments.ts';
import { ArgumentFault, parseArguments } from '../../src/mcp/arguments/parse-arguments.ts';
import { exampleWords, signatureOf } from '../../src/mcp/arguments/signature.ts';
import type { McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { withoutControls } from './hide-secrets.ts';
import type { ToolInput } from './tool-options.ts';

type Values = Readonly<Record<string, unknown>>;

const MOST_BYTES = 16 * 1024 * 1024;

/** The arguments for a tool, checked against its schema. Throws `E_USAGE` with the tool's signature. */
export async function readInput(
  tool: McpTool,
  input: ToolInput,
  { server, context }: { readonly server: string; readonly context: FilesContext },
): Promise<Values> {
  const base = await readBase(input, context);
  const values = { ...base, ...readWords(tool, input.words, context) };
  const problems = checkArguments(tool, values);
  if (problems.length === 0) return values;
  const list = problems.map(({ pointer, reason }) => `${pointer || 'they'} ${reason}`).join('; ');
  throw usage(`the arguments do not fit: ${list}`, tool, server);
}

async function readBase({ json, file }: ToolInput, context: FilesContext): Promise<Values> {
  const given = [
    ...(json === null ? [] : [{ where: '--args-json', text: json }]),
    ...(file === null
      ? []
      : [{ where: file === '-' ? 'stdin' : file, text: await readText(file, context) }]),
  ];
  return Object.fromEntries(given.flatMap((one) => Object.entries(parseObject(one))));
}

async function readText(file: string, { io }: FilesContext): Promise<string> {
  if (file !== '-') return readFile(file, io.cwd);
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of io.stdin) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    held += part.length;
    if (held > MOST_BYTES) throw new LlmgwError('E_USAGE', 'the arguments on stdin are too long');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject({ where, text }: { readonly where: string; readonly text: string }): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value));
    }
  } catch {
    // Told below, without the text: it may hold secrets.
  }
  throw new LlmgwError('E_USAGE', 'the arguments are no JSON object', {
    where,
    hint: 'for example {"query":"outage"}',
  });
}

function readWords(tool: McpTool, words: readonly string[], { io }: FilesContext): Values {
  try {
    return parseArguments(words, tool.inputSchema, (path) => readFile(path, io.cwd));
  } catch (thrown) {
    if (!(thrown instanceof ArgumentFault)) throw thrown;
    throw new LlmgwError('E_USAGE', thrown.message, {
      where: thrown.word === '' ? 'an argument' : thrown.word,
      hint: withoutControls(signatureOf(tool)),
    });
  }
}

function readFile(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read an argument: ${messageOf(cause)}`, {
      where: path,
      hint: 'check the path behind @',
      cause,
    });
  }
}

function usage(message: string, tool: McpTool, server: string): LlmgwError {
  const example = ['llmgw run-mcp-tool', server, tool.name, ...exampleWords(tool)].join(' ');
  return new LlmgwError('E_USAGE', withoutControls(message), {
    where: withoutControls(signatureOf(tool)),
    hint: withoutControls(`for example ${example}`),
  });
}
