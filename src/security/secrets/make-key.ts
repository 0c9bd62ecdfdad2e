import type { Sample } from '../rule.ts';
import type { KeyForm } from './key-form.ts';
import { KEY_FORMS, keyForm } from './key-forms.ts';
import { digitsIn, entropyOf } from './randomness.ts';

const PLACE = /\{\{(base64 )?([a-z][a-z\d-]*)(?::(\w+))?\}\}/g;

/**
 * A made-up key of a form, the same one for the same seed: no file needs to hold anything that looks
 * like a key. Throws a RangeError when there is no such form.
 */
export function makeKey(formId: string, seed = ''): string {
  const form = keyForm(formId);
  if (form === null) throw new RangeError(`there is no key form \`${formId}\``);
  const random = randomFrom(`${formId}/${seed}`);
  let key = form.writing.make(random);
  while (!isRandomEnough(form, key)) key = form.writing.make(random);
  return key;
}

/**
 * Replaces every `{{form}}` of the texts and paths by a made-up key of that form, the same one each
 * time; `{{form:2}}` is another one, `{{base64 form}}` is encoded. What names no form stays:
 * templates look like this too.
 */
export function fillSample(sample: Sample): Sample {
  return Object.fromEntries(
    Object.entries(sample).map(([path, text]) => [path, text.replaceAll(PLACE, fill)]),
  );
}

function fill(written: string, encoding: string | undefined, id: string, seed?: string): string {
  if (keyForm(id) === null) return written;
  const key = makeKey(id, seed);
  return encoding === undefined ? key : btoa(key);
}

/** The ids of the forms, in the order of the table. */
export const KEY_FORM_IDS: readonly string[] = KEY_FORMS.map(({ id }) => id);

function isRandomEnough({ minDigits, minEntropy }: KeyForm, key: string): boolean {
  // A little more than what is looked for: the prefix does not count there.
  return digitsIn(key) > minDigits && entropyOf(key) > minEntropy + 0.2;
}

/** Mulberry32 over an FNV hash of the seed: nothing secret is made of it. */
function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1)
    state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
