import { endianness } from 'node:os';
import type { Usage } from '../../core/llm.ts';
import type { DecodedAnswer, ProviderCall, UnsupportedCall } from '../provider.ts';
import { unsupported } from './unsupported-call.ts';

/** A vector as the provider gave it: numbers, or base64 already. */
export type EmbeddingVector = readonly number[] | string;

/** OpenAI's embedding answer, with vectors in the format the client asked for. */
export function renderEmbeddings(
  call: ProviderCall,
  vectors: readonly EmbeddingVector[],
  usage: Usage | null,
): DecodedAnswer {
  const wantsBase64 = call.request.json['encoding_format'] === 'base64';
  const body = JSON.stringify({
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: wantsBase64 && typeof vector !== 'string' ? toBase64(vector) : vector,
    })),
    model: call.shownModel,
    usage: { prompt_tokens: usage?.promptTokens ?? 0, total_tokens: usage?.totalTokens ?? 0 },
  });
  return { body: Buffer.from(body), usage, finishReason: null };
}

/** `input` as a list of texts; token lists belong to OpenAI's tokenizers and are refused. */
export function readTextInput(input: unknown, provider: string): string[] | UnsupportedCall {
  if (typeof input === 'string') return [input];
  const texts = Array.isArray(input) ? input.filter((text) => typeof text === 'string') : [];
  if (Array.isArray(input) && texts.length === input.length) return texts;
  return unsupported(`${provider} takes text as input, not tokens or other values.`, 'input');
}

/** 32-bit floats, little-endian: what OpenAI's clients decode. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.from(Float32Array.from(vector).buffer);
  return (endianness() === 'LE' ? bytes : bytes.swap32()).toString('base64');
}
