import { postJson } from '../../src/http/post-json.ts';
import { askMessages, judgeAnswer, type ModelAnswer } from '../../src/infra/query/ask-model.ts';
import type { Fact } from '../../src/infra/query/question.ts';
import { valueAt } from '../../src/infra/query/assertion.ts';
import type { CommandContext } from '../context.ts';
import { gatewayKey } from '../gateway-key.ts';
import type { QueryOptions } from './query-options.ts';

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 1_048_576;
const MOST_TOKENS = 600;

/** A model's answer, or why there is none. */
export type Asked =
  | { readonly kind: 'answer'; readonly answer: ModelAnswer }
  | { readonly kind: 'none'; readonly why: string };

/** Asks a model through a gateway. Never rejects for what the gateway does: the facts are there without it. */
export async function askGateway(
  question: string,
  facts: readonly Fact[],
  { gateway, model }: Pick<QueryOptions, 'gateway' | 'model'>,
  context: CommandContext,
): Promise<Asked> {
  if (gateway === null || model === null) return none('--ask needs --url and --model');
  if (facts.length === 0) return none('there are no facts to answer from');
  const key = gatewayKey(context);
  const body = { model, temperature: 0, max_tokens: MOST_TOKENS };
  const result = await postJson(context.upstream(), context.clock, {
    url: new URL(`${gateway.origin}${gateway.pathname.replace(/\/+$/, '')}/v1/chat/completions`),
    headers: key === null ? [] : ['authorization', `Bearer ${key.reveal()}`],
    body: JSON.stringify({ ...body, messages: askMessages(question, facts) }),
    ...{ timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES },
  });
  if (result.kind === 'fault') return none(`the gateway did not answer: ${result.message}`);
  if (result.status !== 200) return none(`the gateway answered with status ${result.status}`);
  const text = textOf(result.text);
  if (text === null) return none('what the gateway answered is no chat completion');
  return { kind: 'answer', answer: judgeAnswer(text, facts) };
}

function none(why: string): Asked {
  return { kind: 'none', why };
}

function textOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const text = valueAt(parsed, 'choices.0.message.content');
    return typeof text === 'string' && text.trim() !== '' ? withoutControls(text.trim()) : null;
  } catch {
    return null;
  }
}

/** What comes from a model must not steer the terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, ' ');
}
