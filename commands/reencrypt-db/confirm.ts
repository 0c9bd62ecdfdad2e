import { createInterface } from 'node:readline';
import { checkAgent } from '../../src/cli/agent-gate.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { RotationPlan } from '../../src/rotation/types.ts';
import type { CommandContext } from '../context.ts';

/** What somebody has to agree to, and how they may have done so already. */
export interface Confirmation {
  readonly plan: RotationPlan;
  readonly yes: boolean;
  readonly confirm: string | null;
  /** What the database says it is for; null: nothing. */
  readonly marker: string | null;
  /** Aborted: whoever is asked has gone. */
  readonly signal: AbortSignal;
}

/** `reencrypt litellm@10.0.4.7:5432`: what is typed to go on. */
export function phraseOf({ database }: RotationPlan): string {
  return `reencrypt ${database.name}@${database.host}`;
}

/**
 * Throws `E_REFUSED` unless somebody who may do so has agreed to this plan: an agent needs its user's
 * consent; a person types the phrase, or gave the plan's token, or `--yes`.
 */
export async function confirmPlan(asked: Confirmation, context: CommandContext): Promise<void> {
  const { plan, yes, confirm, marker, signal } = asked;
  const token = plan.confirmToken;
  const verdict = checkAgent(context.io.env, { token, marker });
  if (!verdict.allowed) {
    throw new LlmgwError('E_REFUSED', verdict.message, { hint: verdict.hint });
  }
  if (confirm !== null) return checkToken(confirm, token);
  if (yes || verdict.consent !== null) return;
  if (!context.io.stdinIsTty || !context.io.stderr.isTty) throw unconfirmed(token);
  await askPhrase(phraseOf(plan), signal, context);
}

function checkToken(given: string, token: string): void {
  if (given === token) return;
  throw new LlmgwError('E_REFUSED', 'the token is not the one of this plan', {
    where: '--confirm',
    hint: 'the database, the keys or the amount of work are others than planned: run `llmgw reencrypt-db plan` again',
  });
}

function unconfirmed(token: string): LlmgwError {
  return new LlmgwError('E_REFUSED', 'nobody has confirmed this run, and there is nobody to ask', {
    hint: `look at \`llmgw reencrypt-db plan\`, then add --confirm ${token}, or --yes`,
  });
}

async function askPhrase(
  phrase: string,
  signal: AbortSignal,
  { io }: CommandContext,
): Promise<void> {
  const answer = await ask(`Type "${phrase}" to go on: `, signal, io);
  if (answer.trim() === phrase) return;
  throw new LlmgwError('E_REFUSED', 'that is not the phrase: nothing was changed', {
    hint: `type "${phrase}" exactly`,
  });
}

/** The first line that is typed; nothing when the terminal is closed instead. */
async function ask(
  question: string,
  signal: AbortSignal,
  io: CommandContext['io'],
): Promise<string> {
  io.stderr.write(question);
  // Not raw: Ctrl-C stays a signal.
  const lines = createInterface({ input: io.stdin, terminal: false, signal });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  return value ?? '';
}
