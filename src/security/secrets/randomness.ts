/** Bits a character, by how often each occurs; 0 of an empty text. */
export function entropyOf(text: string): number {
  const counts = new Uint16Array(128);
  for (let at = 0; at < text.length; at += 1) {
    const slot = text.charCodeAt(at) & 127;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  }
  return bits;
}

/** How many digits a text has. */
export function digitsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) count += 1;
  }
  return count;
}

/**
 * Whether a person wrote it along the keyboard: most characters repeat the one before or follow it
 * in the alphabet, as in `abcdef1234567890` and `xxxxxxxx`. Letters count alike in both cases.
 */
export function isRunOfCharacters(text: string): boolean {
  const folded = text.toLowerCase().replaceAll(/[^a-z\d]/g, '');
  if (folded.length < 3) return false;
  let steps = 0;
  for (let at = 1; at < folded.length; at += 1) {
    const step = folded.charCodeAt(at) - folded.charCodeAt(at - 1);
    if (step === 0 || step === 1 || folded.startsWith('90', at - 1)) steps += 1;
  }
  return steps >= (folded.length - 1) * 0.6;
}
