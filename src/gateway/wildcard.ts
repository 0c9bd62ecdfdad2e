/** A `model_name` with `*` in it, compiled. */
export interface WildcardPattern {
  readonly pattern: string;
  readonly regex: RegExp;
}

/**
 * Compiles a pattern: each `*` captures any text, slashes included. The end is open, as LiteLLM
 * matches from the start only.
 */
export function compileWildcard(pattern: string): WildcardPattern {
  const source = pattern.split('*').map(escapeRegex).join('(.*)');
  return { pattern, regex: new RegExp(`^${source}`, 's') };
}

/** Longest pattern first, then the one with more `*`. */
export function comparePatterns(a: WildcardPattern, b: WildcardPattern): number {
  return b.pattern.length - a.pattern.length || countStars(b.pattern) - countStars(a.pattern);
}

/**
 * Fills the `*` of a deployment's model from the captures of the requested name. With more captures
 * than stars the whole requested name replaces the first star.
 */
export function fillWildcard(model: string, requested: string, pattern: WildcardPattern): string {
  if (!model.includes('*')) return model;
  const captures = pattern.regex.exec(requested)?.slice(1) ?? [];
  if (captures.length > countStars(model)) return model.replace('*', () => requested);
  let index = 0;
  return model.replaceAll('*', () => captures[index++] ?? requested);
}

function countStars(text: string): number {
  return text.split('*').length - 1;
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
}
