/** The values of `--color`. */
export const COLOR_MODES = ['auto', 'always', 'never'] as const;

export type ColorMode = (typeof COLOR_MODES)[number];

/** 0 none, 1 sixteen colours, 2 the 256 of xterm, 3 true colour. */
export type ColorLevel = 0 | 1 | 2 | 3;

/** What a stream says about itself. */
export interface ColorQuestion {
  readonly mode: ColorMode;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}

/**
 * How colourful one stream may be. The flag beats the environment, a wish for none beats a wish for
 * some, and without a wish only a terminal gets colour.
 */
export function colorLevel({ mode, env, isTty }: ColorQuestion): ColorLevel {
  if (mode === 'never') return 0;
  if (mode === 'always') return atLeastOne(terminalLevel(env));
  if (env['NO_COLOR']) return 0;
  const forced = forcedLevel(env);
  if (forced !== null) return forced;
  return isTty ? terminalLevel(env) : 0;
}

function forcedLevel(env: ColorQuestion['env']): ColorLevel | null {
  const force = env['FORCE_COLOR'];
  if (force === '0' || force === 'false') return 0;
  if (force === '2') return 2;
  if (force === '3') return 3;
  if (force !== undefined) return 1;
  const cliColor = env['CLICOLOR_FORCE'];
  return cliColor !== undefined && cliColor !== '0' ? 1 : null;
}

function terminalLevel(env: ColorQuestion['env']): ColorLevel {
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 0;
  if (env['COLORTERM'] === 'truecolor' || env['COLORTERM'] === '24bit') return 3;
  return /-256(color)?$/.test(term) ? 2 : 1;
}

function atLeastOne(level: ColorLevel): ColorLevel {
  return level === 0 ? 1 : level;
}
