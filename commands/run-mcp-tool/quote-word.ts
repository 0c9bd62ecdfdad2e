/** A word as a shell reads it back; a server that puts `$(…)` into a name means no good. */
export function quoteWord(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
