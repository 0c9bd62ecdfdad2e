import { createInterface } from 'node:readline';
import { LlmgwError } from '../../src/core/errors.ts';
import type { FilesContext } from '../local-context.ts';

/** Something that somebody has to agree to. */
export interface Question {
  /** One line, ends with a question mark. */
  readonly text: string;
  /** Why it is refused when there is nobody to ask. */
  readonly refusal: string;
  readonly hint: string;
  /** Aborted: whoever is asked has gone. */
  readonly signal: AbortSignal;
}

/** Throws `E_REFUSED` unless a person at the terminal says yes. */
export async function askPerson(
  { text, refusal, hint, signal }: Question,
  { io }: FilesContext,
): Promise<void> {
  if (!io.stdinIsTty || !io.stderr.isTty) throw new LlmgwError('E_REFUSED', refusal, { hint });
  io.stderr.write(`${text} [y/N] `);
  // Not raw: Ctrl-C stays a signal.
  const lines = createInterface({ input: io.stdin, terminal: false, signal });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (!signal.aborted && /^y(?:es)?$/i.test((value ?? '').trim())) return;
  throw new LlmgwError('E_REFUSED', 'that was no yes: nothing was done', { hint });
}
