import { masterKeyProblem } from '../../config/master-key.ts';
import { Secret } from '../../core/secret.ts';
import { isPlaceholder } from './placeholders.ts';

/** Why a key can be guessed: it is printed somewhere, short, or made of what people think of. */
export type KeyWeakness = 'known' | 'short' | 'guessable' | 'named';

const SHORTEST = 24;
const ENOUGH_BITS = 96;
/** Of one word out of a list of some thousand. */
const WORD_BITS = 13;

/** What is wrong with a key that guards the gateway; null: nothing. `names` are those of the project. */
export function weaknessOf(value: string, names: readonly string[]): KeyWeakness | null {
  if (isKnownKey(value)) return 'known';
  if (repeatsName(value, names)) return 'named';
  if (estimatedBits(value) >= ENOUGH_BITS) return null;
  return value.length < SHORTEST ? 'short' : 'guessable';
}

/** Whether documentation, examples or tutorials print it. */
export function isKnownKey(value: string): boolean {
  return masterKeyProblem(new Secret(value)) === 'known';
}

/** Whether a password stands no chance: printed somewhere, a word, the name of the project, short. */
export function isWeakPassword(value: string, names: readonly string[]): boolean {
  if (isKnownKey(value) || isPlaceholder(value) || repeatsName(value, names)) return true;
  return value.length < 12 || estimatedBits(value) < 45;
}

/**
 * A guess at how many bits nobody can know. Words and runs only count for little where they make up
 * most of the key: every random text has some by chance.
 */
export function estimatedBits(value: string): number {
  if (isPlaceholder(value)) return WORD_BITS;
  const unit = repeatedUnit(value.replace(/^sk-/i, ''));
  const words = isHexadecimal(unit) ? [] : wordsIn(unit);
  const letters = words.join('').length;
  if (letters < unit.length * MOSTLY_WORDS) return bitsOf(unit);
  const rest = words.reduce((text, word) => text.replace(word, ''), unit);
  const count = words.reduce((sum, word) => sum + Math.ceil(word.length / LONG_WORD), 0);
  return count * WORD_BITS + bitsOf(rest.replaceAll(/[ _.-]/g, ''));
}

const MOSTLY_WORDS = 0.75;
const LONG_WORD = 8;
const MOSTLY_RUNS = 0.6;

/** Each character gives its worth; in a text of runs, those that follow the one before give one bit. */
function bitsOf(text: string): number {
  const perCharacter = Math.log2(alphabetOf(text));
  const steps = text.split('').filter((next, at) => isPredictable(text[at - 1] ?? '', next)).length;
  const isRun = steps >= text.length * MOSTLY_RUNS;
  return isRun ? (text.length - steps) * perCharacter + steps : text.length * perCharacter;
}

function alphabetOf(text: string): number {
  if (isHexadecimal(text)) return 16;
  const classes: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 16],
  ];
  return classes.reduce((sum, [pattern, size]) => (pattern.test(text) ? sum + size : sum), 1);
}

function isHexadecimal(text: string): boolean {
  return /^(?=.*\d)(?:[\da-f-]+|[\dA-F-]+)$/.test(text);
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890', 'abcdefghijklmnopqrstuvwxyz'];

function isPredictable(before: string, next: string): boolean {
  if (before === '') return false;
  const [one, two] = [before.toLowerCase(), next.toLowerCase()];
  return one === two || ROWS.some((row) => row.includes(one + two) || row.includes(two + one));
}

/** `abcabcabc` says no more than `abc`. */
function repeatedUnit(text: string): string {
  for (let size = 1; size <= text.length / 2; size += 1) {
    const unit = text.slice(0, size);
    if (unit.repeat(Math.ceil(text.length / size)).startsWith(text)) return unit;
  }
  return text;
}

/** Runs of letters that can be spoken; a random text rarely has one. */
function wordsIn(text: string): readonly string[] {
  const runs = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  return runs.filter((run) => run.length >= 4 && isSpoken(run.toLowerCase()));
}

const CLUSTER = /[^aeiouy]{3,}/g;
/** Three consonants in a row, as English has them. */
const USUAL_CLUSTER =
  /^(?:str|scr|spr|spl|thr|chr|sch|shr|phr|ght|tch|nch|rch|ngs|nds|nts|rst|nst|ntr|ndr|mpl|mpt|ttl|ppl|ckl|ndl|rth|nth|ngl|mbl|lls|rds|rks|cks|cts|xpr|xtr|dst|ckg|lth|ngt|ngth|ghts)$/;

function isSpoken(word: string): boolean {
  const vowels = word.match(/[aeiouy]/g)?.length ?? 0;
  const share = vowels / word.length;
  const clusters = word.match(CLUSTER) ?? [];
  return share >= 0.2 && share <= 0.67 && clusters.every((one) => USUAL_CLUSTER.test(one));
}

/** The name of the folder or of the repository, with little around it. */
function repeatsName(value: string, names: readonly string[]): boolean {
  const text = plain(value.replace(/^sk-/i, ''));
  return names.some((name) => {
    const known = plain(name);
    return known.length >= 3 && text.includes(known) && text.length - known.length <= 8;
  });
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}
