import { yamlChild, type YamlNode } from '../../config/yaml-document.ts';
import { writtenProvider } from './deployment-params.ts';

/** Providers that one key opens, by the name under which keys are known. */
const SAME_KEY: Readonly<Partial<Record<string, string>>> = {
  'text-completion-openai': 'openai',
  cohere_chat: 'cohere',
  vertex_ai: 'gemini',
  vertex_ai_beta: 'gemini',
  anthropic_text: 'anthropic',
  azure_ai: 'azure',
  azure_text: 'azure',
  bedrock_converse: 'bedrock',
  sagemaker: 'bedrock',
  sagemaker_chat: 'bedrock',
  codestral: 'mistral',
};

const BY_VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/^AZURE_/, 'azure'],
  [/^OPENAI_/, 'openai'],
  [/^ANTHROPIC_/, 'anthropic'],
  [/^(?:GEMINI|GOOGLE(?:_AI_STUDIO)?)_/, 'gemini'],
  [/^GROQ_/, 'groq'],
  [/^MISTRAL_/, 'mistral'],
  [/^DEEPSEEK_/, 'deepseek'],
  [/^(?:COHERE|CO)_/, 'cohere'],
  [/^XAI_/, 'xai'],
  [/^(?:OPENROUTER|OR)_/, 'openrouter'],
  [/^TOGETHER(?:_?AI)?_/, 'together_ai'],
  [/^PERPLEXITY(?:AI)?_/, 'perplexity'],
  [/^VOYAGE_/, 'voyage'],
  [/^NVIDIA_NIM_/, 'nvidia_nim'],
  [/^REPLICATE_/, 'replicate'],
  [/^DATABRICKS_/, 'databricks'],
  [/^(?:HUGGINGFACE|HF)_/, 'huggingface'],
  [/^ELEVENLABS_/, 'elevenlabs'],
];
const KEY_VARIABLE = /(?:API_?KEY|_KEY|_TOKEN)$/;

/** Under which provider's name the keys of a provider go. */
export function keyProvider(provider: string): string {
  return SAME_KEY[provider] ?? provider;
}

/** Whose key a variable holds by its name; null: it does not say. */
export function providerOfVariable(name: string): string | null {
  if (!KEY_VARIABLE.test(name)) return null;
  return BY_VARIABLE.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** The vendor a deployment's key is sent to; null: a server of somebody's own, or not told. */
export function providerOfParams(params: YamlNode | null): string | null {
  const base = yamlChild(params, 'api_base') ?? yamlChild(params, 'base_url');
  // Behind an address of its own may be anybody who speaks the provider's dialect.
  if (params === null || base !== null) return null;
  const written = writtenProvider(params);
  return written === '' ? null : keyProvider(written);
}
