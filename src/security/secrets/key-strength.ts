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

/** A guess at how many bits nobody can know; what a person would write counts for little. */
export function estimatedBits(value: string): number {
  const body = value.replace(/^sk-/i, '');
  const unit = repeatedUnit(body);
  if (isPlaceholder(value)) return WORD_BITS;
  const words = isHexadecimal(unit) ? [] : wordsIn(unit);
  const rest = words
    .reduce((text, word) => text.replace(word, ' '), unit)
    .replaceAll(/[ _.-]/g, '');
  return words.length * WORD_BITS + bitsOf(rest);
}

/** How each key gives its worth: those that follow the one before, on the keyboard too, give one bit. */
function bitsOf(text: string): number {
  const perCharacter = Math.log2(alphabetOf(text));
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) {
    bits += isPredictable(text[at - 1] ?? '', text[at] ?? '') ? 1 : perCharacter;
  }
  return bits;
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

function isSpoken(word: string): boolean {
  const vowels = word.match(/[aeiouy]/g)?.length ?? 0;
  return vowels / word.length >= 0.2 && vowels / word.length <= 0.67 && !/[^aeiouy]{4}/.test(word);
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
