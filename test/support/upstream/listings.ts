import { CREATED_ISO, CREATED_S } from './dialect.ts';

/** The answer to a GET that lists or shows models, in OpenAI's or Ollama's shape; null: no such path. */
export function answerListing(path: string, models: readonly string[]): unknown {
  if (path.endsWith('/models')) return { object: 'list', data: models.map(openaiModel) };
  if (path === '/api/tags') return { models: models.map(ollamaModel) };
  if (path === '/api/version') return { version: '0.12.0' };
  const id = /\/models\/(.+)$/.exec(path)?.[1];
  return id !== undefined && models.includes(decodeURIComponent(id)) ? openaiModel(id) : null;
}

function openaiModel(id: string): object {
  return { id, object: 'model', created: CREATED_S, owned_by: 'fake' };
}

function ollamaModel(name: string): object {
  const details = { format: 'gguf', family: 'fake', parameter_size: '1B' };
  return { name, model: name, modified_at: CREATED_ISO, size: 1, digest: 'fake', details };
}
