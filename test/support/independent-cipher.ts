import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import nacl from 'tweetnacl';

// LiteLLM's formats, written without a line of the program's own cryptography.

export type LitellmFormat = 'nacl' | 'v2' | 'v3';

/** How a value is to look. */
export interface Looks {
  readonly format?: LitellmFormat;
  readonly marker?: boolean;
  /** Standard base64, as before LiteLLM 1.79. */
  readonly standard?: boolean;
}

/** What a key made of a text. */
export interface IndependentlyOpened {
  readonly plain: string;
  /** In hex. */
  readonly nonce: string;
}

const MARKER = 'litellm_enc::';
const GCM_NONCE = 12;
const TAG = 16;

function keyOf(secret: string, format: LitellmFormat): Buffer {
  return format === 'v3'
    ? Buffer.from(hkdfSync('sha256', secret, '', 'litellm-at-rest-v3', 32))
    : createHash('sha256').update(secret).digest();
}

/** Seals as LiteLLM does. */
export function sealIndependently(plain: string, secret: string, looks: Looks = {}): string {
  const { format = 'nacl', marker = false, standard = false } = looks;
  const key = keyOf(secret, format);
  const bytes = format === 'nacl' ? sealBox(plain, key) : sealGcm(plain, key);
  const base64 = bytes.toString('base64');
  const text = standard ? base64 : base64.replaceAll('+', '-').replaceAll('/', '_');
  return `${marker ? MARKER : ''}${format === 'nacl' ? '' : `${format}:gcm:`}${text}`;
}

function sealBox(plain: string, key: Buffer): Buffer {
  const nonce = Uint8Array.from(randomBytes(24));
  const box = nacl.secretbox(Uint8Array.from(Buffer.from(plain)), nonce, Uint8Array.from(key));
  return Buffer.concat([nonce, box]);
}

function sealGcm(plain: string, key: Buffer): Buffer {
  const nonce = randomBytes(GCM_NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

/** Opens as LiteLLM does; null when the key does not. */
export function openIndependently(text: string, secret: string): IndependentlyOpened | null {
  const [, prefix, base64 = ''] = /^(?:litellm_enc::)?(v[23]:gcm:)?(.*)$/s.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (prefix === undefined) return openBox(bytes, keyOf(secret, 'nacl'));
  return openGcm(bytes, keyOf(secret, prefix === 'v2:gcm:' ? 'v2' : 'v3'));
}

function openBox(bytes: Buffer, key: Buffer): IndependentlyOpened | null {
  if (bytes.length < 40) return null;
  const nonce = bytes.subarray(0, 24);
  const [box, from, with_] = [bytes.subarray(24), nonce, key].map((part) => Uint8Array.from(part));
  if (box === undefined || from === undefined || with_ === undefined) return null;
  const plain = nacl.secretbox.open(box, from, with_);
  return plain && { plain: Buffer.from(plain).toString(), nonce: nonce.toString('hex') };
}

function openGcm(bytes: Buffer, key: Buffer): IndependentlyOpened | null {
  if (bytes.length < GCM_NONCE + TAG) return null;
  const nonce = bytes.subarray(0, GCM_NONCE);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(bytes.subarray(-TAG));
  try {
    const body = bytes.subarray(GCM_NONCE, -TAG);
    const plain = Buffer.concat([decipher.update(body), decipher.final()]);
    return { plain: plain.toString(), nonce: nonce.toString('hex') };
  } catch {
    return null;
  }
}
