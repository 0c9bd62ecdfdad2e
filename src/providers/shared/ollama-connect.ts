import type { ProviderSettings, Target, TargetProblem } from '../provider.ts';
import { connectJson } from './json-target.ts';

/** People paste the address of one endpoint; what counts is the server. */
const ENDPOINT = /\/api(?:\/(?:chat|generate|embed|embeddings))?$/;

/** The target of an Ollama server; a key is needed only behind a proxy or in Ollama's cloud. */
export function connectOllama(settings: ProviderSettings): Target | TargetProblem {
  return connectJson(
    {
      name: 'ollama',
      defaultBase: 'http://localhost:11434',
      baseVariables: ['OLLAMA_API_BASE'],
      keyVariables: ['OLLAMA_API_KEY'],
      needsKey: false,
      paths: (prefix) => {
        const root = prefix.replace(ENDPOINT, '');
        return {
          chat: `${root}/api/chat`,
          completion: `${root}/api/generate`,
          embedding: `${root}/api/embed`,
        };
      },
    },
    settings,
  );
}
