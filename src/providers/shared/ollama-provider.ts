import type { Provider } from '../provider.ts';
import { endWithPrefix } from './assistant-prefix.ts';
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
    // It loads a model when somebody asks for it: that can take a minute.
    thinksFirst: () => true,
    // Templates leave a last message of the assistant open.
    prefill: (request, model, delivered) => endWithPrefix(request, { model, delivered }, {}),
    connect: connectOllama,
    encode: encodeOllama,
    decode: decodeOllama,
    createStreamDecoder: (call) => new OllamaStreamDecoder(call),
    readError: readProviderError,
  };
}
