/** Whether a place stands in a comment of a file in which `#` begins one. */
export function isCommented(text: string, at: number): boolean {
  return /^(?:[^"']*\s)?#/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}
