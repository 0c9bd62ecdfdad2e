/** Values that ask for what happens anyway, or for bookkeeping on OpenAI's side only. */
const NEUTRAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  best_of: (value) => value === 1,
  echo: (value) => value === false,
  logprobs: (value) => value === false,
  modalities: (value) => Array.isArray(value) && value.every((mode) => mode === 'text'),
  parallel_tool_calls: (value) => value === true,
  prompt_cache_key: () => true,
  safety_identifier: () => true,
  service_tier: (value) => value === 'auto' || value === 'default',
  store: (value) => value === false,
};

/** True where leaving a parameter out gives the same answer, so nobody need be told of it. */
export function isNeutral(name: string, value: unknown): boolean {
  return NEUTRAL[name]?.(value) ?? false;
}
