import { isKnownKey } from './key-strength.ts';
import { asksForValue, isPlaceholder } from './placeholders.ts';

/** What images, tutorials and people set first, besides words that stand for a password. */
const USUAL = new Set(
  `123456 12345678 1q2w3e4r admin admin123 hunter2 letmein mysecretpassword p@ssw0rd passw0rd
  password1 password123 postgres qwerty root s3cret secret secret123 toor welcome`.split(/\s+/),
);

/** Whether a password is what anybody tries first: none, the user's name, a word of the manual. */
export function isDefaultPassword(password: string, ...names: readonly (string | null)[]): boolean {
  if (isGap(password)) return false;
  const text = password.toLowerCase();
  const isName = names.some((name) => name !== null && name !== '' && name.toLowerCase() === text);
  const isUsual = text === '' || USUAL.has(text) || isKnownKey(password);
  return isName || isUsual || isPlaceholder(password);
}

/** Who reads `<password>` or `your-password` is asked to write one: nothing is open there yet. */
function isGap(password: string): boolean {
  if (/^[<[{].*[>\]}]$/.test(password)) return true;
  return /your/i.test(password) && asksForValue(password);
}
