import type { SealFormat } from '../../../src/crypto/formats.ts';
import { Secret } from '../../../src/core/secret.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';

/** A value sealed by PyNaCl or Python's `cryptography`, as LiteLLM seals it. */
export interface KnownValue {
  readonly name: string;
  readonly format: SealFormat;
  readonly alphabet: 'url' | 'standard';
  readonly key: string;
  readonly plain: string;
  readonly nonce: Buffer;
  readonly text: string;
}

const COUNTING = Buffer.from(Array.from({ length: 24 }, (_, i) => i));
const ONES = Buffer.alloc(24, 0xff);
const UNSAFE_KEY = 'sk-salt-Key_With-URL/unsafe+chars';
const UPSTREAM = 'sk-upstream-test-0001';

const nacl = { format: 'nacl', alphabet: 'url' } as const;
const v2 = { format: 'v2', alphabet: 'url' } as const;
const v3 = { format: 'v3', alphabet: 'url' } as const;
const first = { key: 'sk-1234', plain: UPSTREAM, nonce: COUNTING };

export const KNOWN_VALUES: readonly KnownValue[] = [
  {
    ...nacl,
    ...first,
    name: 'nacl',
    text: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXqnQuWrXTMHWTsA4g_g0jf4Sczct7HhgytISd83YuhAHJLi26nQ==',
  },
  {
    ...nacl,
    name: 'nacl of nothing',
    key: UNSAFE_KEY,
    plain: '',
    nonce: ONES,
    text: '________________________________rHSba63zHwGRCRVtifrCBA==',
  },
  {
    ...nacl,
    name: 'nacl beyond ASCII',
    key: 'clé-de-sel-é😀',
    plain: 'os.environ/AZURE_API_KEY — naïve ✓\nline2',
    nonce: Buffer.from('fbefbe'.repeat(8), 'hex'),
    text: '--------------------------------_pJ4oIe2sklG0HVd8zRE0eLCGmOFVyIdDcLN_S1IlcaaQVQVANyR7DOyU4_L-2qDL89gwZ_bcSH-Zuiqnw==',
  },
  {
    ...nacl,
    ...first,
    name: 'nacl in the older alphabet',
    alphabet: 'standard',
    text: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXqnQuWrXTMHWTsA4g/g0jf4Sczct7HhgytISd83YuhAHJLi26nQ==',
  },
  {
    ...v2,
    ...first,
    name: 'v2',
    text: 'v2:gcm:AAECAwQFBgcICQoLLB2dJzzfQdmJU6AMovOH8EdjxTpoVRZCNqByQAuA_mEScANlzA==',
  },
  {
    ...v3,
    ...first,
    name: 'v3',
    text: 'v3:gcm:AAECAwQFBgcICQoLmUiiXfqdNn7nJ5edW_mFHr-gbcdA2FDIP3DojAQuhyLlYuIemA==',
  },
  {
    ...v2,
    name: 'v2 of nothing',
    key: UNSAFE_KEY,
    plain: '',
    nonce: ONES,
    text: 'v2:gcm:________________eCVlgtvGL0bKJgfJYbrGuQ==',
  },
  {
    ...v3,
    name: 'v3 of nothing',
    key: UNSAFE_KEY,
    plain: '',
    nonce: ONES,
    text: 'v3:gcm:________________jyM0DBBnGBMZt9B72UVwlw==',
  },
];

export const PLACE = {
  table: 'LiteLLM_ProxyModelTable',
  column: 'litellm_params',
  pk: 'model-1',
  pointer: '/api_key',
} as const;

export function saltKey(text: string): Promise<SaltKey> {
  return SaltKey.from(new Secret(text));
}

/** The shape in which a format is usually written. */
export function usual(format: SealFormat) {
  return { format, marker: false, alphabet: 'url' } as const;
}

export const FORMATS = ['nacl', 'v2', 'v3', 'llmgw1'] as const;
