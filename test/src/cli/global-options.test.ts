import { expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addGlobalOptions, readGlobalOptions } from '../../../src/cli/global-options.ts';

test('what is not said has a default', () => {
  const program = addGlobalOptions(new Command()).parse([], { from: 'user' });
  expect(readGlobalOptions(program, { LLMGW_CONFIG: '' })).toEqual({
    config: null,
    envFiles: [],
    color: 'auto',
    quiet: false,
    verbosity: 0,
    json: false,
  });
});

test('repeated flags add up, and flags beat the environment', () => {
  const argv = ['-vv', '-q', '--env-file', 'a', '--env-file', 'b', '-c', 'mine.yaml'];
  const program = addGlobalOptions(new Command()).parse(argv, { from: 'user' });
  const env = { LLMGW_CONFIG: 'other.yaml', LLMGW_ENV_FILES: 'c' };
  expect(readGlobalOptions(program, env)).toMatchObject({
    config: 'mine.yaml',
    envFiles: ['a', 'b'],
    verbosity: 2,
    quiet: true,
  });
});
