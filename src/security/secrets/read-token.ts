/** A JSON web token as far as it can be read without its key. */
export interface Token {
  /** `HS256`; `none`: it is not signed. */
  readonly alg: string;
  /** When it stops being good, in seconds since 1970; null: never. */
  readonly exp: number | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Reads a token; null when it is none. */
export function readToken(text: string): Token | null {
  const [head = '', body = ''] = text.split('.');
  const header = readPart(head);
  const payload = readPart(body);
  if (header === null || payload === null || typeof header['alg'] !== 'string') return null;
  const exp = payload['exp'];
  return { alg: header['alg'], exp: typeof exp === 'number' ? exp : null, payload };
}

/**
 * Whether a text is a token that lets somebody in: not the one on every page about tokens, and not
 * one that is made to be public, like the `anon` key in the pages of a Supabase project.
 */
export function isTokenOfSomebody(text: string): boolean {
  const token = readToken(text);
  if (token === null) return false;
  const { name, sub, role, iss } = token.payload;
  return name !== 'John Doe' && sub !== '1234567890' && role !== 'anon' && iss !== 'supabase-demo';
}

function readPart(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
