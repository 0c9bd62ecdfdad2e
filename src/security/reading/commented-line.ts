/** Longer lines are no lines of a person. */
const LOOK_BACK = 1000;

/** Whether a place stands in a comment of a file in which `#` begins one. */
export function isCommented(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  return /^(?:[^"']*\s)?#/.test(before.slice(before.lastIndexOf('\n') + 1));
}
