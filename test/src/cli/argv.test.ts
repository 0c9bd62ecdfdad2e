import { describe, expect, test } from '@jest/globals';
import { expandHelp, scanArgv } from '../../../src/cli/argv.ts';

describe('scanArgv', () => {
  test('finds the flags wherever they are', () => {
    expect(scanArgv(['serve', '--json', '--color', 'never', '-V'])).toEqual({
      color: 'never',
      json: true,
      version: true,
    });
  });

  test('the last --color wins, in both spellings', () => {
    expect(scanArgv(['--color', 'never', '--color=always']).color).toBe('always');
  });

  test('a colour mode that does not exist counts as auto here: the parser will complain', () => {
    expect(scanArgv(['--color', 'red']).color).toBe('auto');
    expect(scanArgv(['--color']).color).toBe('auto');
  });

  test('what stands after -- is no flag', () => {
    expect(scanArgv(['run', '--', '--json', '--version'])).toMatchObject({
      json: false,
      version: false,
    });
  });
});

describe('expandHelp', () => {
  test('turns the help command into the help flag', () => {
    expect(expandHelp(['help', 'serve'])).toEqual(['serve', '--help']);
    expect(expandHelp(['help'])).toEqual(['--help']);
  });

  test('leaves everything else alone', () => {
    expect(expandHelp(['serve', 'help'])).toEqual(['serve', 'help']);
    expect(expandHelp([])).toEqual([]);
  });
});
