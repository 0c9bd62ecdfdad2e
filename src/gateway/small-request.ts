import type { Operation } from '../core/llm.ts';

type Body = Readonly<Record<string, unknown>>;

const OPERATIONS: readonly Operation[] = ['chat', 'completion', 'embedding', 'rerank'];
/** Reasoning models spend tokens before the first visible one: a limit of 1 makes them look ill. */
const FEW_TOKENS = 16;

/** The least that a request of each operation can say. */
export const SMALL_BODIES: Readonly<Record<Operation, Body>> = {
  chat: { messages: [{ role: 'user', content: 'Say OK.' }], max_tokens: FEW_TOKENS },
  completion: { prompt: 'Say OK.', max_tokens: FEW_TOKENS },
  embedding: { input: ['OK'] },
  rerank: { query: 'OK', documents: ['OK', 'no'] },
};

/** What only requests of this operation have. */
const HALLMARKS: Readonly<Record<Operation, string>> = {
  chat: 'messages',
  completion: 'prompt',
  embedding: 'input',
  rerank: 'documents',
};

/** The operation of `model_info.mode`; null for one that is not served. */
export function operationOfMode(mode: string | null): Operation | null {
  if (mode === null) return 'chat';
  return OPERATIONS.find((operation) => operation === mode) ?? null;
}

/** What a body asks for; null when it does not show. */
export function operationOfBody(body: Body): Operation | null {
  return OPERATIONS.find((operation) => body[HALLMARKS[operation]] !== undefined) ?? null;
}
