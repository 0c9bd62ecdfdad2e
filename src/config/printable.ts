const KEY_SHAPE = /^(?:sk|pk|rk|gsk|ghp|gho|xai|hf|nvapi|AIza|AKIA|eyJ)[-_A-Z\d]/;
const LONGEST = 120;

/** A name from the file for a message; what looks like a pasted key must not show. */
export function printable(text: string): string {
  if (KEY_SHAPE.test(text)) return '…';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The name of a variable for a message: a key pasted behind `os.environ/` must not show. */
export function printableVariable(name: string): string {
  const isIdentifier = /^[A-Za-z_]\w*$/.test(name);
  const looksRandom = name.length >= 20 && /[a-z]/.test(name) && /\d/.test(name);
  return isIdentifier && !looksRandom ? printable(name) : '…';
}
