import type { FoundSecret } from './find-secrets.ts';

/** How a provider is asked whether a key works: a call that lists, costs nothing and changes nothing. */
export interface Verification {
  /** As `KeyForm.id` has it, or its provider. */
  readonly provider: string;
  readonly url: URL;
  headers(key: string): Readonly<Record<string, string>>;
}

/** What an answer says of a key. */
export type KeyState = 'live' | 'revoked' | 'unknown';

type Headers = Verification['headers'];

const bearer: Headers = (key) => ({ authorization: `Bearer ${key}` });
const named =
  (name: string): Headers =>
  (key) => ({ [name]: key });

/** Official addresses only; calls that answer without a key are no proof and are not here. */
const OFFICIAL: Readonly<Record<string, readonly [string, Headers]>> = {
  openai: ['https://api.openai.com/v1/models', bearer],
  anthropic: [
    'https://api.anthropic.com/v1/models',
    (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  ],
  groq: ['https://api.groq.com/openai/v1/models', bearer],
  mistral: ['https://api.mistral.ai/v1/models', bearer],
  deepseek: ['https://api.deepseek.com/models', bearer],
  openrouter: ['https://openrouter.ai/api/v1/key', bearer],
  xai: ['https://api.x.ai/v1/models', bearer],
  cohere: ['https://api.cohere.com/v1/models', bearer],
  together_ai: ['https://api.together.xyz/v1/models', bearer],
  gemini: [
    'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1',
    named('x-goog-api-key'),
  ],
  huggingface: ['https://huggingface.co/api/whoami-v2', bearer],
  replicate: ['https://api.replicate.com/v1/account', bearer],
  elevenlabs: ['https://api.elevenlabs.io/v1/user', named('xi-api-key')],
  github: ['https://api.github.com/user', bearer],
  gitlab: ['https://gitlab.com/api/v4/user', named('private-token')],
};

/** Forms that are called otherwise than their provider. */
const ALIASES: Readonly<Record<string, string>> = {
  'github-token': 'github',
  'github-pat': 'github',
};

/** The providers that can be asked. */
export const VERIFIED_PROVIDERS: readonly string[] = Object.keys(OFFICIAL);

/** How to ask about a secret; null: there is no harmless way. `instead` replaces an address. */
export function verificationOf(
  { form }: Pick<FoundSecret, 'form'>,
  instead: ReadonlyMap<string, URL>,
): Verification | null {
  if (form.strength === 'weak' || (form.family !== 'key' && form.family !== 'admin-key'))
    return null;
  const provider = [form.provider ?? '', ALIASES[form.id] ?? form.id].find((name) =>
    Object.hasOwn(OFFICIAL, name),
  );
  const official = OFFICIAL[provider ?? ''];
  if (provider === undefined || official === undefined) return null;
  const [address, headers] = official;
  return { provider, url: instead.get(provider) ?? new URL(address), headers };
}

/** 403 is no proof: a key may be good for other calls than this one. */
export function stateOf(status: number): KeyState {
  if (status >= 200 && status < 300) return 'live';
  return status === 401 ? 'revoked' : 'unknown';
}
