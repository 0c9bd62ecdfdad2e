import type { Dialect } from './dialect.ts';
import { ollamaChat, ollamaEmbed, ollamaGenerate } from './ollama-dialect.ts';
import { openaiChat, openaiCompletions, openaiEmbeddings } from './openai-dialect.ts';
import { RERANK_DIALECTS, type RerankShape } from './rerank-dialect.ts';

const ENDINGS: readonly (readonly [string, Dialect])[] = [
  ['/chat/completions', openaiChat],
  ['/completions', openaiCompletions],
  ['/api/embeddings', ollamaEmbed],
  ['/embeddings', openaiEmbeddings],
  ['/api/chat', ollamaChat],
  ['/api/generate', ollamaGenerate],
  ['/api/embed', ollamaEmbed],
];

/** The API a POST to this path speaks, whatever comes before; null for a path no API has. */
export function findDialect(path: string, rerank: RerankShape): Dialect | null {
  if (path.endsWith('/rerank')) return RERANK_DIALECTS[rerank];
  return ENDINGS.find(([ending]) => path.endsWith(ending))?.[1] ?? null;
}
