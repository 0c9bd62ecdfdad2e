const MASK = '[redacted]';
const SECRET_NAME = /key|token|secret|passw|credential|dsn|_url$/i;
/** Shorter values are words that occur everywhere. */
const MIN_SECRET_LENGTH = 8;

/** Each keeps what names the secret ($1) and drops the secret. */
const PATTERNS: readonly RegExp[] = [
  /(:\/\/[^\s:/@]*:)[^\s@]+(?=@)/g,
  /\b(Bearer\s+|Basic\s+)[\w.~+/=-]+/gi,
  /((?:api[-_]?key|token|secret|password|passwd|authorization|cookie)["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi,
  /\b()(?:sk|pk|gsk|xai|hf|ghp|nvapi|pplx|AIza|AKIA)[-_]?[\w-]{12,}/g,
  /\b()eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/**
 * Takes secrets out of text that was not written with care, such as a stack: values of variables
 * whose names promise a secret, and everything that looks like one.
 */
export function maskSecrets(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  let masked = text;
  for (const value of secretValues(env)) masked = masked.replaceAll(value, MASK);
  for (const pattern of PATTERNS) masked = masked.replaceAll(pattern, `$1${MASK}`);
  return masked;
}

/** Whether a variable of this name holds something nobody else should see. */
export function promisesSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Longest first, so that a secret inside another leaves no rest. */
function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env)
    .filter(([name]) => promisesSecret(name))
    .map(([, value]) => value ?? '')
    .filter((value) => value.length >= MIN_SECRET_LENGTH)
    .sort((a, b) => b.length - a.length);
}
