import { createOllamaProvider } from '../shared/ollama-provider.ts';

/**
 * `ollama/…`. LiteLLM sends such chats to `/api/generate`, with a prompt template of its own and
 * tools acted out in JSON. The model's own template and its real tool calls are in `/api/chat`: the
 * same question gets the better answer there, so chats go there under both names. `/api/generate`
 * serves legacy completions.
 */
export const ollama = createOllamaProvider('ollama');
