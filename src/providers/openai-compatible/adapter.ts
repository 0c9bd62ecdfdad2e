import type { LlmRequest } from '../../core/llm.ts';
import type { Provider, ProviderCall, StreamDecoder } from '../provider.ts';
import { OpenAiStreamDecoder } from '../shared/openai-stream.ts';
import { readProviderError } from '../shared/provider-error.ts';
import { thinksFirst } from '../shared/thinks-first.ts';
import { connectRow, DEFAULT_OPERATIONS } from './connect.ts';
import { decodeAnswer } from './decode.ts';
import { encodeCall } from './encode.ts';
import { prefillOf } from './prefill.ts';
import type { Row } from './row.ts';
import { TABLE } from './table.ts';

/** Every OpenAI-compatible provider: one adapter, one row each. */
export const openaiCompatible: readonly Provider[] = TABLE.map(createProvider);

/** Makes a provider of a row. */
export function createProvider(row: Row): Provider {
  const connect = row.connect ?? connectRow;
  return {
    name: row.name,
    operations: row.operations ?? DEFAULT_OPERATIONS,
    modelPatterns: row.modelPatterns ?? [],
    hosts: hostsOf(row),
    thinksFirst,
    ...prefillOf(row.name),
    connect: (settings) => connect(row, settings),
    encode: (call) => encodeCall(row, call),
    decode: (call, body) => decodeAnswer(row, call, body),
    createStreamDecoder: (call) => createDecoder(row, call),
    readError: readProviderError,
  };
}

function createDecoder({ fixChoice }: Row, { request, shownModel }: ProviderCall): StreamDecoder {
  return new OpenAiStreamDecoder({
    shownModel,
    includeUsage: request.includeUsage,
    choiceCount: countChoices(request),
    ...(fixChoice !== undefined && request.operation === 'chat' && { fixChoice }),
  });
}

/** `n` for each prompt; a list of numbers is one prompt in tokens. */
function countChoices({ json }: LlmRequest): number {
  const { n, prompt } = json;
  const prompts = Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1;
  return prompts * (typeof n === 'number' ? n : 1);
}

function hostsOf({ base, hosts = [] }: Row): readonly string[] {
  return base === undefined ? hosts : [new URL(base).hostname, ...hosts];
}
