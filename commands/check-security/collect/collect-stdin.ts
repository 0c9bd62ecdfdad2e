import type { Readable } from 'node:stream';
import { LlmgwError } from '../../../src/core/errors.ts';
import { buildProject, type ProjectFacts } from './build-project.ts';
import type { Collected } from './collected.ts';
import { decodeText } from './decode-text.ts';

/** One file from a stream; throws `E_USAGE` when it is larger than `limit` bytes or binary. */
export async function collectStdin(
  stdin: Readable,
  name: string,
  { facts, limit }: { readonly facts: ProjectFacts; readonly limit: number },
): Promise<Collected> {
  const decoded = decodeText(await readStream(stdin, limit));
  if (decoded === null) throw refused('stdin is binary', 'give a text file');
  const file = { path: name, text: decoded.text, mode: null, origin: 'loose' as const };
  const built = buildProject([{ kind: 'text', facts: file }], facts);
  return { ...built, before: null, narrowedTo: null, isWhole: false };
}

async function readStream(stdin: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    size += bytes.length;
    if (size > limit) throw refused('stdin is too large', 'raise --max-file-size');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function refused(message: string, hint: string): LlmgwError {
  return new LlmgwError('E_USAGE', message, { where: '--stdin', hint });
}
