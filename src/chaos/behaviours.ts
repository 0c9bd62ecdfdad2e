import { chunk, completion, embeddings, event, SIXTY_TOKENS, usageChunk } from './answer.ts';
import type { ChaosCall } from './chaos-call.ts';

/** What the provider does with a call. */
export type Behaviour = (call: ChaosCall) => void | Promise<void>;

const TOKEN_MS = 15;

/** How a stream goes wrong, if it does. */
export interface StreamPlan {
  /** Waits before the first token. */
  readonly firstTokenMs?: number;
  /** Replaces the text of the event at this place (from 1). */
  readonly garbage?: { readonly at: number; readonly text: string };
  /** Called after so many tokens; the rest is its business. */
  readonly cut?: { readonly after: number; readonly how: Behaviour };
  /** No `data: [DONE]` at the end. */
  readonly withoutDone?: boolean;
  /** Events arrive in pieces of so many characters. */
  readonly pieceLength?: number;
}

/** The fixed text, streamed or whole; goes on behind a beginning that it is given. */
export function answer(plan: StreamPlan = {}): Behaviour {
  return async (call) => {
    const tokens = tokensBehind(call.prefix);
    if (call.wantsStream) await stream(call, tokens, plan);
    else await whole(call, tokens, plan);
  };
}

/** As a healthy provider answers. */
export const healthy: Behaviour = answer();

function tokensBehind(prefix: string | null): readonly string[] {
  if (prefix === null) return SIXTY_TOKENS;
  let said = 0;
  for (const [index, token] of SIXTY_TOKENS.entries()) {
    said += token.length;
    if (said >= prefix.length) return SIXTY_TOKENS.slice(index + 1);
  }
  return [];
}

async function whole(call: ChaosCall, tokens: readonly string[], plan: StreamPlan): Promise<void> {
  const count = call.embeds === null ? tokens.length : 1;
  if (!(await call.wait((plan.firstTokenMs ?? 0) + count * TOKEN_MS))) return;
  if (plan.cut !== undefined) await plan.cut.how(call);
  else call.send(200, wholeAnswer(call, tokens));
}

function wholeAnswer({ head, embeds, json }: ChaosCall, tokens: readonly string[]): object {
  if (embeds === null) return completion(head, tokens);
  return embeddings(head, embeds, json['encoding_format'] === 'base64');
}

async function stream(call: ChaosCall, tokens: readonly string[], plan: StreamPlan): Promise<void> {
  const put = (text: string) => write(call, text, plan.pieceLength);
  call.startStream();
  if (plan.firstTokenMs !== undefined && !(await call.wait(plan.firstTokenMs))) return;
  await put(event(chunk(call.head, { role: 'assistant', content: '' })));
  for (const [index, content] of tokens.entries()) {
    if (plan.cut?.after === index) return plan.cut.how(call);
    if (!(await call.wait(TOKEN_MS))) return undefined;
    // An event on top: what is dropped must not be missed.
    if (plan.garbage?.at === index + 1) await put(plan.garbage.text);
    await put(event(chunk(call.head, { content })));
  }
  await put(event(chunk(call.head, {}, 'stop')));
  if (call.wantsUsage) await put(event(usageChunk(call.head, tokens.length)));
  if (plan.withoutDone !== true) await put(event('[DONE]'));
  call.end();
  return undefined;
}

async function write(call: ChaosCall, text: string, pieceLength = text.length): Promise<void> {
  for (let at = 0; at < text.length; at += pieceLength) {
    const piece = text.slice(at, at + pieceLength);
    if (piece.length === text.length) call.write(text);
    else await call.writeWhenTaken(piece);
  }
}

/** What an error answer says. */
export interface ErrorParts {
  readonly message: string;
  readonly type?: string;
  readonly code?: string;
  /** `Retry-After`, in seconds of the script's time. */
  readonly retryAfterS?: number;
}

/** Always this error. */
export function fail(status: number, error: ErrorParts): Behaviour {
  return (call) => {
    const { message, type = 'server_error', code = null, retryAfterS } = error;
    const headers: Record<string, string> = {};
    if (retryAfterS !== undefined) headers['retry-after'] = String(call.scaled(retryAfterS));
    call.send(status, { error: { message, type, code, param: null } }, headers);
  };
}

/** One way for the first `count` calls, then the other. */
export function first(count: number, fault: Behaviour, then: Behaviour = healthy): Behaviour {
  return (call) => (call.attempt <= count ? fault(call) : then(call));
}

/** One way for so long after the first call, then the other. */
export function during(ms: number, fault: Behaviour, then: Behaviour = healthy): Behaviour {
  return (call) => (call.sinceFirstMs < ms ? fault(call) : then(call));
}

/** Takes the call and never says a word of it. */
export function silence(ms: number): Behaviour {
  return async (call) => {
    call.note('silent');
    if (await call.wait(ms)) call.hangUp('close');
  };
}

/** Says nothing for a while, then closes the connection. */
export function hangUpAfter(ms: number, how: 'close' | 'reset' = 'close'): Behaviour {
  return async (call) => {
    if (await call.wait(ms)) call.hangUp(how);
  };
}
