import { azureTakesStreamOptions, connectAzure, toAzureDeployment } from './azure.ts';
import { joinDeepseekContent, switchDeepseekThinking } from './quirks/deepseek.ts';
import { dropGroqNulls } from './quirks/groq.ts';
import { cleanVllmTools, toVllmEffort } from './quirks/hosted-vllm.ts';
import { cleanMistralMessages, fixMistralChoice, renameMistralParams } from './quirks/mistral.ts';
import { openaiHeaders } from './quirks/openai.ts';
import { includeOpenrouterUsage, openrouterHeaders } from './quirks/openrouter.ts';
import { dropTextFormat, toFireworksModel, useMaxTokens } from './quirks/plain.ts';
import { renameReasoning } from './quirks/reasoning-field.ts';
import { refusesForReasoning, renameMaxTokens } from './quirks/reasoning-models.ts';
import { cleanXaiRequest, fixXaiChoice, refusesForGrok } from './quirks/xai.ts';
import type { Row } from './row.ts';

const LENGTH = ['max_completion_tokens', 'max_tokens'] as const;
const SAMPLING = ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty'] as const;
const TOOLS = ['tools', 'tool_choice', 'parallel_tool_calls'] as const;
const LOGPROBS = ['logprobs', 'top_logprobs'] as const;
const FORM = ['n', 'reasoning_effort', 'response_format', 'seed', 'stop'] as const;

const OPENAI = {
  base: 'https://api.openai.com/v1',
  baseEnv: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
  keyEnv: ['OPENAI_API_KEY'],
  headers: openaiHeaders,
} as const satisfies Partial<Row>;

/** Any server that speaks the dialect: it is asked for nothing the client did not ask for. */
const GENERIC = {
  baseEnv: [],
  keyEnv: [],
  needsKey: false,
  streamUsage: 'as_client',
} as const satisfies Partial<Row>;

const VLLM = {
  baseEnv: ['HOSTED_VLLM_API_BASE'],
  keyEnv: ['HOSTED_VLLM_API_KEY'],
  fixedKey: 'fake-api-key',
  operations: ['chat', 'completion', 'embedding', 'rerank'],
  chatQuirks: [cleanVllmTools, toVllmEffort],
  rerank: 'hosted_vllm',
} as const satisfies Partial<Row>;

const MISTRAL = {
  keyEnv: ['MISTRAL_API_KEY', 'MISTRAL_AZURE_API_KEY'],
  chatParams: new Set([...LENGTH, ...SAMPLING, ...TOOLS, ...FORM, 'prediction']),
  chatQuirks: [renameMistralParams, cleanMistralMessages],
  fixChoice: fixMistralChoice,
  streamUsage: 'always',
} as const satisfies Partial<Row>;

/** Every provider of the family. A new one is a row here and a fixture of its own. */
export const TABLE: readonly Row[] = [
  {
    ...OPENAI,
    name: 'openai',
    modelPatterns: [
      /^(?:ft:)?(?:gpt-|chatgpt-|o[1-9](?:-|$)|codex-|davinci|babbage|curie|ada(?:-|$))/,
      /^(?:text-embedding-|text-davinci-|dall-e|tts-1|whisper-|omni-moderation)/,
    ],
    refuses: refusesForReasoning,
    chatQuirks: [renameMaxTokens],
  },
  { ...OPENAI, name: 'text-completion-openai', operations: ['completion'] },
  { ...GENERIC, name: 'custom_openai' },
  { ...GENERIC, name: 'openai_like' },
  {
    name: 'azure',
    keyEnv: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'],
    connect: connectAzure,
    toModel: toAzureDeployment,
    refuses: refusesForReasoning,
    chatQuirks: [renameMaxTokens],
    streamUsage: azureTakesStreamOptions,
  },
  {
    name: 'deepseek',
    base: 'https://api.deepseek.com/beta',
    operations: ['chat', 'completion'],
    chatQuirks: [joinDeepseekContent, switchDeepseekThinking],
  },
  { ...VLLM, name: 'hosted_vllm' },
  { ...VLLM, name: 'vllm' },
  {
    name: 'groq',
    base: 'https://api.groq.com/openai/v1',
    operations: ['chat'],
    chatQuirks: [dropGroqNulls],
    fixChoice: renameReasoning,
  },
  {
    ...MISTRAL,
    name: 'mistral',
    base: 'https://api.mistral.ai/v1',
    baseEnv: ['MISTRAL_AZURE_API_BASE'],
    baseSuffix: '/v1',
    operations: ['chat', 'embedding'],
  },
  {
    ...MISTRAL,
    name: 'codestral',
    base: 'https://codestral.mistral.ai/v1',
    keyEnv: ['CODESTRAL_API_KEY'],
    operations: ['chat'],
  },
  {
    name: 'xai',
    base: 'https://api.x.ai/v1',
    operations: ['chat', 'completion'],
    chatParams: new Set([
      ...LENGTH,
      ...SAMPLING,
      ...TOOLS,
      ...LOGPROBS,
      ...FORM,
      'logit_bias',
      'user',
      'web_search_options',
    ]),
    refuses: refusesForGrok,
    chatQuirks: [cleanXaiRequest],
    fixChoice: fixXaiChoice,
  },
  {
    name: 'openrouter',
    base: 'https://openrouter.ai/api/v1',
    keyEnv: ['OPENROUTER_API_KEY', 'OR_API_KEY'],
    headers: openrouterHeaders,
    chatQuirks: [includeOpenrouterUsage],
    fixChoice: renameReasoning,
    streamUsage: 'as_client',
  },
  {
    name: 'together_ai',
    base: 'https://api.together.xyz/v1',
    keyEnv: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHERAI_API_KEY', 'TOGETHER_AI_TOKEN'],
    hosts: ['api.together.ai'],
    operations: ['chat', 'completion', 'embedding', 'rerank'],
    chatQuirks: [dropTextFormat],
    rerank: 'together_ai',
  },
  {
    name: 'fireworks_ai',
    base: 'https://api.fireworks.ai/inference/v1',
    baseEnv: ['FIREWORKS_API_BASE', 'FIREWORKS_AI_API_BASE'],
    keyEnv: [
      'FIREWORKS_API_KEY',
      'FIREWORKS_AI_API_KEY',
      'FIREWORKSAI_API_KEY',
      'FIREWORKS_AI_TOKEN',
    ],
    toModel: toFireworksModel,
    chatParams: new Set([
      ...LENGTH,
      ...SAMPLING,
      ...TOOLS,
      ...LOGPROBS,
      ...FORM,
      'logit_bias',
      'user',
    ]),
    chatQuirks: [useMaxTokens],
    streamUsage: 'always',
  },
  {
    name: 'perplexity',
    base: 'https://api.perplexity.ai',
    keyEnv: ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY'],
    operations: ['chat'],
    chatParams: new Set([
      ...LENGTH,
      ...SAMPLING,
      'reasoning_effort',
      'response_format',
      'web_search_options',
    ]),
    chatQuirks: [useMaxTokens],
    streamUsage: 'always',
  },
  {
    name: 'nvidia_nim',
    base: 'https://integrate.api.nvidia.com/v1',
    chatParams: new Set([...LENGTH, ...SAMPLING, ...TOOLS, ...LOGPROBS, ...FORM, 'user']),
    chatQuirks: [useMaxTokens],
  },
  { name: 'deepinfra', base: 'https://api.deepinfra.com/v1/openai' },
  { name: 'cerebras', base: 'https://api.cerebras.ai/v1', operations: ['chat', 'completion'] },
  { name: 'sambanova', base: 'https://api.sambanova.ai/v1' },
  { name: 'moonshot', base: 'https://api.moonshot.ai/v1', hosts: ['api.moonshot.cn'] },
  {
    name: 'dashscope',
    base: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    hosts: ['dashscope-intl.aliyuncs.com'],
  },
  { name: 'lm_studio', fixedKey: 'fake-api-key' },
  { name: 'litellm_proxy', needsKey: false },
  { name: 'github', base: 'https://models.inference.ai.azure.com' },
  {
    name: 'vercel_ai_gateway',
    base: 'https://ai-gateway.vercel.sh/v1',
    keyEnv: ['VERCEL_AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'],
  },
  {
    name: 'lambda_ai',
    base: 'https://api.lambda.ai/v1',
    baseEnv: ['LAMBDA_API_BASE'],
    keyEnv: ['LAMBDA_API_KEY'],
  },
  { name: 'hyperbolic', base: 'https://api.hyperbolic.xyz/v1' },
  { name: 'nebius', base: 'https://api.studio.nebius.ai/v1' },
  { name: 'novita', base: 'https://api.novita.ai/v3/openai' },
  {
    name: 'friendliai',
    base: 'https://api.friendli.ai/serverless/v1',
    keyEnv: ['FRIENDLIAI_API_KEY', 'FRIENDLI_TOKEN'],
  },
  {
    name: 'volcengine',
    base: 'https://ark.cn-beijing.volces.com/api/v3',
    keyEnv: ['VOLCENGINE_API_KEY', 'ARK_API_KEY'],
  },
];
