import { cohere, cohereChat } from './cohere/adapter.ts';
import { jinaAi } from './jina-ai/adapter.ts';
import { KNOWN_MODEL_NAMES } from './known-names.ts';
import { ollamaChat } from './ollama-chat/adapter.ts';
import { ollama } from './ollama/adapter.ts';
import { openaiCompatible } from './openai-compatible/adapter.ts';
import type { Provider } from './provider.ts';

/** Every provider that can be called. */
export const providers: readonly Provider[] = [
  ...openaiCompatible,
  ollama,
  ollamaChat,
  cohere,
  cohereChat,
  jinaAi,
];

const BY_NAME: ReadonlyMap<string, Provider> = new Map(providers.map((one) => [one.name, one]));

/** The provider of LiteLLM's prefix, e.g. `hosted_vllm`. */
export function findProvider(name: string): Provider | undefined {
  return BY_NAME.get(name);
}

/**
 * The provider that a well-known `api_base` or a bare model name (`gpt-4o`) belongs to, or null. The
 * base decides first. The provider named may be one that is known but not served.
 */
export function inferProvider(model: string, apiBase: string | null): string | null {
  return byHost(apiBase) ?? byModel(model);
}

function byHost(apiBase: string | null): string | null {
  if (apiBase === null || !URL.canParse(apiBase)) return null;
  const { hostname } = new URL(apiBase);
  return providers.find(({ hosts }) => hosts?.includes(hostname) === true)?.name ?? null;
}

function byModel(model: string): string | null {
  const isMeant = (pattern: RegExp): boolean => pattern.test(model);
  const served = providers.find(({ modelPatterns }) => modelPatterns?.some(isMeant) === true);
  if (served !== undefined) return served.name;
  return KNOWN_MODEL_NAMES.find(([pattern]) => isMeant(pattern))?.[1] ?? null;
}
