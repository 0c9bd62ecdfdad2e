import { createInterface } from 'node:readline/promises';
import type { Io } from '../../src/cli/io.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { Identity } from '../../src/wipe/types.ts';

/** What is typed to go on: `nuke litellm@10.0.4.7`. */
export function phraseOf({ database, host }: Identity): string {
  return `nuke ${database}@${host}`;
}

/** Asks for the phrase on the terminal. Rejects with `E_REFUSED` when something else is typed. */
export async function askPhrase(identity: Identity, io: Io, signal: AbortSignal): Promise<void> {
  const phrase = phraseOf(identity);
  const answer = await ask(`Type "${phrase}" to go on: `, io, signal);
  if (answer.trim() === phrase) return;
  throw new LlmgwError('E_REFUSED', 'guard confirmation: that is not the phrase', {
    hint: `type "${phrase}" exactly; nothing was changed`,
  });
}

/** An empty answer when the terminal is closed, or a signal comes. */
async function ask(question: string, io: Io, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({
    input: io.stdin,
    output: io.stderr.stream,
    // Ctrl-C stays a signal.
    terminal: false,
  });
  const closed = new Promise<string>((resolve) => {
    // What was typed before the end of the input counts.
    terminal.once('close', () => setImmediate(resolve, ''));
    signal.addEventListener('abort', () => resolve(''), { once: true });
  });
  try {
    return await Promise.race([terminal.question(question), closed]);
  } finally {
    terminal.close();
  }
}
