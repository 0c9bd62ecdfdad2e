import { FindingLog } from '../../../src/config/finding-log.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { MapNode } from '../../../src/config/node.ts';
import { parseYaml } from '../../../src/config/parse.ts';
import type { GatewayConfig, LoadOptions, ProviderCatalogue } from '../../../src/config/types.ts';
import type { Finding } from '../../../src/diagnostics/finding.ts';

const SERVED =
  'openai text-completion-openai azure deepseek hosted_vllm groq mistral xai openrouter together_ai ' +
  'fireworks_ai perplexity nvidia_nim ollama ollama_chat cohere jina_ai litellm_proxy openai_like ' +
  'custom_openai lm_studio deepinfra cerebras sambanova moonshot dashscope github';
const OTHERS =
  'anthropic gemini vertex_ai bedrock sagemaker huggingface azure_ai replicate cloudflare watsonx databricks';

/** A catalogue like the real one. */
export const CATALOGUE: ProviderCatalogue = {
  served: new Set(SERVED.split(' ')),
  known: new Set(`${SERVED} ${OTHERS}`.split(' ')),
  infer(model, apiBase) {
    if (/^(?:gpt-|o\d|dall-e|text-embedding)/.test(model)) return 'openai';
    if (model.startsWith('claude')) return 'anthropic';
    return apiBase?.includes('api.groq.com') === true ? 'groq' : null;
  },
};

type TextOptions = Partial<Omit<LoadOptions, 'file'>> & {
  /** Included files by absolute path, e.g. `/conf/models.yaml`. */
  readonly files?: Readonly<Record<string, string>>;
};

/** Loads text as `/conf/config.yaml` without touching the disk. */
export function loadText(text: string, { files = {}, ...options }: TextOptions = {}) {
  const sources: Record<string, string> = { '/conf/config.yaml': text, ...files };
  return loadConfig(
    { file: '/conf/config.yaml', env: {}, providers: CATALOGUE, ...options },
    (path) => {
      const found = sources[path];
      if (found === undefined) throw Object.assign(new Error('gone'), { code: 'ENOENT' });
      return found;
    },
  );
}

/** The configuration of a text that must load. */
export function configOf(text: string, options: TextOptions = {}): GatewayConfig {
  const { config, findings } = loadText(text, options);
  if (config === null) throw new Error(brief(findings).join('\n'));
  return config;
}

/** `severity name line:column` of each finding; notes only where asked for. */
export function brief(findings: readonly Finding[], { notes = false } = {}): string[] {
  return findings
    .filter(({ severity }) => notes || severity !== 'info')
    .map(({ severity, name, position }) => `${severity} ${name} ${placeOf(position)}`);
}

function placeOf(position: Finding['position']): string {
  return position === undefined ? '-' : `${position.line}:${position.column}`;
}

/** Findings of a text in short. */
export function findingsOf(text: string, options: TextOptions = {}): string[] {
  return brief(loadText(text, options).findings);
}

/** A text as a map with positions. */
export function mapOf(text: string): MapNode {
  const node = parseYaml({ path: 'c.yaml', text }, new FindingLog());
  if (node?.kind !== 'map') throw new Error('the text is no map');
  return node;
}

/** A file of one OpenAI deployment named `a`, and whatever follows. */
export function withModel(rest = ''): string {
  return `model_list:\n  - model_name: a\n    litellm_params: {model: openai/x}\n${rest}`;
}
