import { createOllamaProvider } from '../shared/ollama-provider.ts';

/** `ollama_chat/…`: Ollama's own API, `/api/chat` for chats. */
export const ollamaChat = createOllamaProvider('ollama_chat');
