import { Secret } from '../../src/core/secret.ts';

/** A key as somebody may have meant it. */
export interface KeyVariant {
  readonly key: Secret;
  /** What was done to it, for a message: `with a newline at its end`. */
  readonly how: string;
}

const CHANGES: readonly (readonly [how: string, change: (text: string) => string])[] = [
  ['with a newline at its end', (text) => `${text}\n`],
  ['without blanks around it', (text) => text.trim()],
  ['without the quotes around it', (text) => text.trim().replace(/^(["'])(.*)\1$/s, '$2')],
  ['in double quotes', (text) => `"${text}"`],
];

/**
 * What a key often is instead of itself: LiteLLM hashes it as it is, so a newline from `echo`, or a
 * quote that an env file kept, makes another key.
 */
export function keyVariants(key: Secret): KeyVariant[] {
  const seen = new Set([key.reveal()]);
  const variants: KeyVariant[] = [];
  for (const [how, change] of CHANGES) {
    const text = change(key.reveal());
    if (text !== '' && !seen.has(text)) variants.push({ key: new Secret(text), how });
    seen.add(text);
  }
  return variants;
}
