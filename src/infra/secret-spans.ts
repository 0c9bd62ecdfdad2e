/** A piece of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds secrets in a text; pieces may overlap and come in any order. */
export type FindSecrets = (text: string) => readonly Span[];

/**
 * Shapes that are secrets wherever they stand; group 1, where there is one, is what is taken out. Runs
 * that may begin anywhere are bounded: a text from outside must not cost the square of its length.
 */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,2000}\.[\w-]{4,4000}\.[\w-]*/g,
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|pplx|r8|csk|fw|tgp|dop|dapi|glpat|shpat|npm|pypi|lsv2|sntrys|phc|whsec)[-_][\w-]{12,}/g,
  /\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abeoprs]-[\w-]{10,}/g,
  /\bAIza[\w-]{30,}|\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{12,}/g,
  /hooks\.slack\.com\/(?:services|workflows)\/([\w/-]{10,})/g,
  /\$(?:apr1|2[abxy]|[156y]|argon2\w{0,3}|scrypt)\$[^\s"',:]{8,}/g,
  // The user of a URL and its password, up to the last @ before the path.
  /\b[a-z][a-z\d+.-]{0,20}:\/\/([^\s/?#"'<>]+)@/gi,
  /[?&;](?:[\w.-]{0,64}(?:key|token|secret|passw\w{0,20}|signature|sig|auth|credential|code)|sv|se)=([^\s&#"'<>;]{4,})/gi,
  /\b(?:bearer|basic|token|apikey)\s+([\w.~+/-]{8,}=*)/gi,
  /\b(?:authorization|proxy-authorization|x-api-key|api-key|cookie|set-cookie)["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?([^\s"',;]{4,})/gi,
  // NAME=value and name: value, whatever NAME is of these.
  /\b[\w.-]{0,64}(?:password|passwd|passphrase|secret|token|api[-_]?key|apikey|access[-_]?key|master[-_]?key|salt[-_]?key|private[-_]?key|credentials?|dsn)["']?\s*[:=]\s*["']([^"'\n]{3,})["']/gi,
  /\b[\w.-]{0,64}(?:password|passwd|passphrase|secret|token|api[-_]?key|apikey|access[-_]?key|master[-_]?key|salt[-_]?key|private[-_]?key|credentials?|dsn)["']?\s*[:=]\s*([^\s"',;}\])]{3,})/gi,
  /--?[\w-]{0,64}(?:password|passwd|passphrase|secret|token|api-?key|access-?key|master-?key|salt|private-?key)[=\s]\s*(?!-)([^\s"',;]{3,})/gi,
];

/** Values that are written where a secret would stand, and are none. */
const PLACEHOLDER =
  /^(?:os\.environ\/\w+|\$\{?\w+\}?|%\w+%|<[^>]*>|\[redacted(?::\w+)?\]?|\*+|x{3,}|null|none|true|false|not-needed|empty|changeme|lm-studio|sk-no-auth-required|file:.*|\/.*)$/i;

const LONG_TOKEN = /[\w+=-]{24,}/g;
const MIN_BITS = 3.5;

/** Every secret in a text, in order, without overlaps: by its shape, its name, its place, its entropy. */
export function secretSpans(text: string, findSecrets: FindSecrets): readonly Span[] {
  if (text.length < 4) return [];
  const found = [...findSecrets(text), ...SHAPES.flatMap((shape) => match(text, shape))];
  return mergeSpans([...found, ...randomTokens(text)]);
}

function match(text: string, shape: RegExp): Span[] {
  return [...text.matchAll(shape)].flatMap((hit) => {
    const secret = hit[1] ?? hit[0];
    if (PLACEHOLDER.test(secret)) return [];
    const start = hit.index + hit[0].lastIndexOf(secret);
    return [{ start, end: start + secret.length }];
  });
}

/** Long words that look drawn at random. Digests and UUIDs are facts, not secrets. */
function randomTokens(text: string): Span[] {
  return [...text.matchAll(LONG_TOKEN)]
    .filter(([word]) => looksRandom(word))
    .map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
}

/** Whether a word has letters of both cases, digits, and no pattern in them. */
export function looksRandom(word: string): boolean {
  const digits = word.replaceAll(/\D/g, '').length;
  if (digits < 2 || !/[a-z]/.test(word) || !/[A-Z]/.test(word)) return false;
  return bitsPerCharacter(word) >= MIN_BITS;
}

/** Shannon entropy of a word. */
function bitsPerCharacter(word: string): number {
  const counts = new Map<string, number>();
  for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / word.length;
    return bits - share * Math.log2(share);
  }, 0);
}

function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) merged.push({ start, end });
  }
  return merged;
}
