import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import nacl from 'tweetnacl';
import { expect } from '@jest/globals';
import { openTestDatabase } from './litellm-database.ts';
import { NEW_KEY, OLD_KEY } from './rotation-rig.ts';

// What is in a database, found out without a line of the program's own cryptography.

/** One secret: where it is, what it says, and which key opens it. */
interface Truth {
  readonly place: string;
  readonly plain: string;
  readonly key: 'old' | 'new';
  readonly nonce: string;
}

/** A database as its readers see it. */
export interface State {
  readonly secrets: readonly Truth[];
  /** Every row with its ciphertext taken out. */
  readonly rest: readonly string[];
}

const TABLES: readonly (readonly [table: string, id: string])[] = [
  ['LiteLLM_ProxyModelTable', 'model_id'],
  ['LiteLLM_CredentialsTable', 'credential_id'],
  ['LiteLLM_Config', 'param_name'],
  ['LiteLLM_MCPUserCredentials', 'id'],
  ['LiteLLM_VerificationToken', 'token'],
];
const TOKEN = /(?:litellm_enc::)?(?:v[23]:gcm:)?[\w-]{56,}={0,2}/g;

/** Reads everything, on a connection of its own. */
export async function readState(url: string): Promise<State> {
  const database = openTestDatabase(url);
  const secrets: Truth[] = [];
  const rest: string[] = [];
  try {
    for (const [table, id] of TABLES) {
      const text = `SELECT "${id}" AS id, to_jsonb(t)::text AS row FROM "${table}" t ORDER BY 1`;
      const { rows } = await database.query<{ id: string; row: string }>({ name: 'test', text });
      for (const row of rows) {
        let count = 0;
        const masked = row.row.replaceAll(TOKEN, (token) => {
          if (/^[0-9a-f]{64}$/.test(token)) return token;
          secrets.push({ place: `${table} ${row.id} ${(count += 1)}`, ...open(token) });
          return '*';
        });
        rest.push(`${table} ${masked}`);
      }
    }
  } finally {
    await database.close();
  }
  return { secrets, rest };
}

/** Throws unless one of the two keys opens it: nothing may ever be lost. */
function open(token: string): Omit<Truth, 'place'> {
  for (const [key, secret] of [
    ['old', OLD_KEY],
    ['new', NEW_KEY],
  ] as const) {
    const opened = openWith(token.replace('litellm_enc::', ''), secret);
    if (opened !== null) return { key, ...opened };
  }
  throw new Error(`a secret was lost: ${token.slice(0, 8)}…`);
}

function openWith(token: string, secret: string): { plain: string; nonce: string } | null {
  const [, prefix = '', body = ''] = /^(v[23]:gcm:)?(.*)$/.exec(token) ?? [];
  const bytes = Buffer.from(body, 'base64url');
  const hashed = createHash('sha256').update(secret).digest();
  if (prefix !== '') {
    const v3 = Buffer.from(hkdfSync('sha256', secret, '', 'litellm-at-rest-v3', 32));
    return openGcm(bytes, prefix === 'v2:gcm:' ? hashed : v3);
  }
  const nonce = bytes.subarray(0, 24);
  const plain = nacl.secretbox.open(
    Uint8Array.from(bytes.subarray(24)),
    Uint8Array.from(nonce),
    Uint8Array.from(hashed),
  );
  return plain && { plain: Buffer.from(plain).toString(), nonce: nonce.toString('hex') };
}

function openGcm(bytes: Buffer, key: Buffer): { plain: string; nonce: string } | null {
  const nonce = bytes.subarray(0, 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(bytes.subarray(-16));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    return { plain: plain.toString(), nonce: nonce.toString('hex') };
  } catch {
    return null;
  }
}

/** How many secrets are on either key. */
export function countKeys({ secrets }: State): { old: number; new: number } {
  const fresh = secrets.filter(({ key }) => key === 'new').length;
  return { old: secrets.length - fresh, new: fresh };
}

/** Nothing lost, nothing changed in meaning, nothing else touched, no nonce used twice. */
export function expectSameMeaning(before: State, after: State): void {
  const meaning = ({ secrets }: State) => secrets.map(({ place, plain }) => `${place} ${plain}`);
  expect(meaning(after)).toEqual(meaning(before));
  expect(after.rest).toEqual(before.rest);
  const old = new Map(before.secrets.map(({ place, nonce }) => [place, nonce]));
  const moved = after.secrets.filter(({ key }) => key === 'new');
  expect(moved.filter(({ place, nonce }) => old.get(place) === nonce)).toEqual([]);
  expect(new Set(after.secrets.map(({ nonce }) => nonce)).size).toBe(after.secrets.length);
}
