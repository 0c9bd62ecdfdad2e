/**
 * Text that cannot steer what shows it: control characters, and those that turn text around, are
 * replaced; a tab is a blank.
 */
export function cleanText(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}
