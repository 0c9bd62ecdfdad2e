import type { Json } from './fact.ts';

/** Flags whose next word is a secret, of any program. */
const SECRET_FLAG =
  /^--?[\w-]*(password|passwd|passphrase|secret|token|api-?key|apikey|access-?key|master-?key|salt|private-?key|credentials?|dsn)$/i;
/** What such a flag rather names: a file, a variable. */
const NAMED_ELSEWHERE = /-(file|path|env|name|stdin)$/i;
/** Short flags, by the program they belong to. */
const SHORT_FLAGS: Readonly<Record<string, RegExp>> = {
  mysql: /^-p/,
  mysqldump: /^-p/,
  mysqladmin: /^-p/,
  mariadb: /^-p/,
  sshpass: /^-p/,
  'redis-cli': /^-a/,
  'valkey-cli': /^-a/,
  curl: /^-u/,
};

/** The words of a command line, without the words that are secrets by their place. */
export function redactArguments(
  words: readonly Json[],
  mask: (secret: string) => string,
): readonly Json[] {
  const short = SHORT_FLAGS[programOf(words)];
  let follows = false;
  return words.map((word) => {
    if (typeof word !== 'string') return word;
    if (follows && !word.startsWith('--')) {
      follows = false;
      return mask(word);
    }
    follows = namesSecret(word) || short?.exec(word)?.[0] === word;
    const glued = follows ? null : (short?.exec(word)?.[0] ?? null);
    return glued === null ? word : glued + mask(word.slice(glued.length));
  });
}

/** Whether a flag announces a secret as the next word. */
function namesSecret(word: string): boolean {
  return SECRET_FLAG.test(word) && !NAMED_ELSEWHERE.test(word);
}

function programOf([first]: readonly Json[]): string {
  return typeof first === 'string' ? (first.split('/').at(-1) ?? '') : '';
}
