import { expect, test } from '@jest/globals';
import { colorLevel, type ColorMode } from '../../../src/cli/color.ts';

const cases: readonly [string, ColorMode, Record<string, string>, boolean, number][] = [
  ['a terminal gets colour', 'auto', { TERM: 'xterm' }, true, 1],
  ['a good terminal gets more', 'auto', { TERM: 'xterm-256color' }, true, 2],
  ['the best gets all', 'auto', { TERM: 'xterm', COLORTERM: 'truecolor' }, true, 3],
  ['a pipe gets none', 'auto', { TERM: 'xterm' }, false, 0],
  ['a dumb terminal gets none', 'auto', { TERM: 'dumb' }, true, 0],
  ['NO_COLOR counts', 'auto', { NO_COLOR: '1' }, true, 0],
  ['an empty NO_COLOR does not', 'auto', { NO_COLOR: '' }, true, 1],
  ['FORCE_COLOR reaches a pipe', 'auto', { FORCE_COLOR: '1' }, false, 1],
  ['FORCE_COLOR names a level', 'auto', { FORCE_COLOR: '3' }, false, 3],
  ['FORCE_COLOR=2 is 256 colours', 'auto', { FORCE_COLOR: '2' }, false, 2],
  ['FORCE_COLOR=0 is none', 'auto', { FORCE_COLOR: '0' }, true, 0],
  ['none beats some', 'auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, 0],
  ['CLICOLOR_FORCE reaches a pipe', 'auto', { CLICOLOR_FORCE: '1' }, false, 1],
  ['CLICOLOR_FORCE=0 says nothing', 'auto', { CLICOLOR_FORCE: '0' }, false, 0],
  ['the flag beats NO_COLOR', 'always', { NO_COLOR: '1' }, false, 1],
  ['always means a dumb terminal too', 'always', { TERM: 'dumb' }, true, 1],
  ['the flag beats FORCE_COLOR', 'never', { FORCE_COLOR: '1' }, true, 0],
];

test.each(cases)('%s', (_title, mode, env, isTty, level) => {
  expect(colorLevel({ mode, env, isTty })).toBe(level);
});
