import { suggest } from '../../core/suggest.ts';
import type { ProviderCatalogue } from '../types.ts';

/** What a deployment says about its provider. */
export interface ProviderQuestion {
  /** `litellm_params.model`. */
  readonly model: string;
  /** `custom_llm_provider`. */
  readonly named: string | null;
  readonly apiBase: string | null;
}

/** The provider of a deployment, or why there is none. */
export type ProviderAnswer =
  | {
      readonly kind: 'found';
      readonly provider: string;
      /** Without the provider's prefix. */
      readonly model: string;
      /** The first segment is nearly a provider's name: perhaps a typing mistake. */
      readonly meant?: string;
    }
  | { readonly kind: 'any' }
  | { readonly kind: 'unknown'; readonly word: string; readonly meant: string | null }
  | { readonly kind: 'vllm-without-base' };

/**
 * LiteLLM's rule: the named provider, else the first segment of the model, else what the model or
 * the address is known for; an address alone means an OpenAI-compatible server.
 */
export function resolveProvider(
  question: ProviderQuestion,
  catalogue: ProviderCatalogue,
): ProviderAnswer {
  const { model, named, apiBase } = question;
  const { head, rest } = splitModel(model);
  const word = named ?? head;
  const bare = head === word ? rest : model;
  if (word === 'vllm') return asServer(bare, apiBase);
  if (word !== null && isKnown(word, catalogue)) {
    return { kind: 'found', provider: word, model: bare };
  }
  if (named !== null) return unknown(named, catalogue);
  const inferred = catalogue.infer(model, apiBase);
  if (inferred !== null) return { kind: 'found', provider: inferred, model };
  if (apiBase !== null) return asOpenAi(model, head, catalogue);
  return model === '*' ? { kind: 'any' } : unknown(head ?? model, catalogue);
}

/** `vllm/` means the library; with an address it can only mean the server. */
function asServer(model: string, apiBase: string | null): ProviderAnswer {
  if (apiBase === null) return { kind: 'vllm-without-base' };
  return { kind: 'found', provider: 'hosted_vllm', model };
}

function asOpenAi(
  model: string,
  head: string | null,
  catalogue: ProviderCatalogue,
): ProviderAnswer {
  const meant = head === null ? null : suggest(head, allProviders(catalogue));
  const found = { kind: 'found', provider: 'openai', model } as const;
  return meant === null ? found : { ...found, meant };
}

function unknown(word: string, catalogue: ProviderCatalogue): ProviderAnswer {
  return { kind: 'unknown', word, meant: suggest(word, allProviders(catalogue)) };
}

function splitModel(model: string): { head: string | null; rest: string } {
  const slash = model.indexOf('/');
  return slash < 0
    ? { head: null, rest: model }
    : { head: model.slice(0, slash), rest: model.slice(slash + 1) };
}

function isKnown(provider: string, { served, known }: ProviderCatalogue): boolean {
  return served.has(provider) || known.has(provider);
}

function allProviders({ served, known }: ProviderCatalogue): readonly string[] {
  return [...served, ...known];
}
