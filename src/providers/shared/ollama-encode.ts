import type { EncodedCall, ProviderCall, UnsupportedCall } from '../provider.ts';
import { readTextInput } from './embedding-answer.ts';
import { listAt } from './json-value.ts';
import type { JsonObject } from './json-value.ts';
import { ollamaParams, toOllamaBody } from './ollama-body.ts';
import { toOllamaMessages } from './ollama-messages.ts';
import { isUnsupported, jsonCall, unsupported } from './unsupported-call.ts';

/** Encodes a chat, a legacy completion or an embedding for Ollama. */
export function encodeOllama(call: ProviderCall): EncodedCall | UnsupportedCall {
  const { operation } = call.request;
  const path = call.target.paths[operation];
  if (path === undefined) return unsupported(`Ollama has no ${operation} endpoint.`, null);
  const params = ollamaParams(call);
  if (isUnsupported(params)) return params;
  const content = readContent(call, params);
  return isUnsupported(content) ? content : jsonCall(path, toOllamaBody(call, params, content));
}

function readContent(call: ProviderCall, params: JsonObject): JsonObject | UnsupportedCall {
  const { operation, stream } = call.request;
  if (operation === 'embedding') return readInput(params);
  if (operation === 'completion') return readPrompt(params, stream);
  const messages = toOllamaMessages(listAt(params, 'messages'));
  return isUnsupported(messages) ? messages : { messages, stream };
}

function readInput(params: JsonObject): JsonObject | UnsupportedCall {
  const input = readTextInput(params['input'], 'Ollama');
  return isUnsupported(input) ? input : { input };
}

/** Ollama completes one prompt at a time, and has no way to take tokens. */
function readPrompt(params: JsonObject, stream: boolean): JsonObject | UnsupportedCall {
  const [prompt, ...more] = [params['prompt']].flat();
  if (typeof prompt === 'string' && more.length === 0) return { prompt, stream };
  return unsupported('Ollama takes one prompt as text; send one call per prompt.', 'prompt');
}
