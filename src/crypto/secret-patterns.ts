/** A kind of secret that can be told by how it begins. */
interface SecretPattern {
  /** Who gives out such secrets. */
  readonly owner: string;
  /** Anchored at the start; specific enough that random base64 practically never matches. */
  readonly pattern: string;
}

/** Secrets that stand in clear. Add one by adding a line. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  { owner: 'OpenAI, Anthropic, DeepSeek, OpenRouter, LiteLLM and more', pattern: 'sk-[\\w-]{4}' },
  { owner: 'ElevenLabs, Stripe', pattern: '[sr]k_(?:live_|test_)?[0-9A-Za-z]{20}' },
  { owner: 'Langfuse', pattern: 'pk-lf-[\\w-]{8}' },
  { owner: 'Google API', pattern: 'AIza[\\w-]{20}' },
  { owner: 'Google OAuth', pattern: 'ya29[.][\\w-]{8}' },
  { owner: 'AWS access key id', pattern: 'A[KS]IA[0-9A-Z]{16}$' },
  { owner: 'AWS session token', pattern: '(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)' },
  { owner: 'AWS Bedrock', pattern: '(?:ABSKQmVkcm9ja|bedrock-api-key-)' },
  { owner: 'Azure (common annotated key)', pattern: '[0-9A-Za-z]{52}JQQJ9' },
  { owner: 'Groq', pattern: 'gsk_[0-9A-Za-z]{8}' },
  { owner: 'xAI', pattern: 'xai-[\\w-]{8}' },
  { owner: 'Hugging Face', pattern: 'hf_[0-9A-Za-z]{16}' },
  { owner: 'GitHub', pattern: '(?:gh[opsur]_[0-9A-Za-z]{16}|github_pat_\\w{8})' },
  { owner: 'GitLab', pattern: 'glpat-[\\w-]{8}' },
  { owner: 'Replicate', pattern: 'r8_[0-9A-Za-z]{16}' },
  { owner: 'Fireworks', pattern: 'fw_[0-9A-Za-z]{16}' },
  { owner: 'Perplexity', pattern: 'pplx-[0-9A-Za-z]{8}' },
  { owner: 'NVIDIA', pattern: 'nvapi-[\\w-]{8}' },
  { owner: 'Cerebras', pattern: 'csk-[0-9a-z]{16}' },
  { owner: 'Voyage', pattern: 'pa-[\\w-]{30}' },
  { owner: 'Databricks', pattern: 'dapi[0-9a-f]{32}' },
  { owner: 'Slack', pattern: 'xox[abeoprs]-[0-9A-Za-z-]{8}' },
  { owner: 'Vault', pattern: 'hv[sb][.][\\w-]{20}' },
  { owner: 'a JSON web token, or a JSON object in base64', pattern: 'eyJ[\\w+/-]{8}' },
  { owner: 'an `sk-` key in base64', pattern: 'c2st[\\w+/-]{8}' },
  { owner: 'HTTP authorization', pattern: '(?:Bearer|Basic) [\\w.~+/-]{8}' },
  { owner: 'a URL with a password', pattern: '[a-z][a-z0-9+.-]*://[^/\\s:@]*:[^/\\s@]+@' },
  { owner: 'a private key', pattern: '-----BEGIN [A-Z ]*PRIVATE KEY-----' },
  { owner: 'a Google service account', pattern: '\\{[^]*"private_key"\\s*:\\s*"-----BEGIN' },
];
