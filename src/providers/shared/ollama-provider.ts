import type { Provider } from '../provider.ts';
import { connectOllama } from './ollama-connect.ts';
import { decodeOllama } from './ollama-decode.ts';
import { encodeOllama } from './ollama-encode.ts';
import { OllamaStreamDecoder } from './ollama-stream.ts';
import { readProviderError } from './provider-error.ts';

/** An Ollama server under one of the names it goes by. */
export function createOllamaProvider(name: string): Provider {
  return {
    name,
    operations: ['chat', 'completion', 'embedding'],
    connect: connectOllama,
    encode: encodeOllama,
    decode: decodeOllama,
    createStreamDecoder: (call) => new OllamaStreamDecoder(call),
    readError: readProviderError,
  };
}
