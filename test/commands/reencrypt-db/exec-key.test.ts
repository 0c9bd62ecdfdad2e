import { describe, expect, test } from '@jest/globals';
import { runKeyProgram, splitWords } from '../../../commands/reencrypt-db/exec-key.ts';

const place = { variables: { PATH: process.env['PATH'], SALT: 'from-env' }, cwd: '/' };

describe('words', () => {
  test.each([
    ['op read op://vault/salt', ['op', 'read', 'op://vault/salt']],
    [`  a  'b c' "d \\"e\\"" f\\ g  `, ['a', 'b c', 'd "e"', 'f g']],
    [`x"y z"'w'`, ['xy zw']],
    [`''`, ['']],
    ['$(id) `id` ; rm', ['$(id)', '`id`', ';', 'rm']],
    ['', []],
  ])('of %p are %p', (command, words) => {
    expect(splitWords(command)).toEqual(words);
  });

  test('with an open quote are refused', () => {
    expect(() => splitWords(`a 'b`)).toThrow(/quote is not closed/);
  });
});

describe('a program that gives a key', () => {
  test('loses one newline, and nothing else', async () => {
    const { key, origin } = await runKeyProgram(String.raw`printf ' s\303\244lt \n\n'`, place);
    expect([key.reveal(), origin]).toEqual([' sält \n', 'printf']);
  });

  test('sees the environment of the command', async () => {
    const { key } = await runKeyProgram('printenv SALT', place);
    expect(key.reveal()).toBe('from-env');
  });

  test.each([
    [`sh -c 'echo canary; exit 3'`, /sh gave no key: it ended with 3/],
    ['no-such-program-anywhere', /no such program/],
    [`head -c 100000 /dev/zero`, /more than a key/],
  ])('%s has failed, and what it printed is not told', async (command, message) => {
    const failure = runKeyProgram(command, place);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow(/canary/);
  });

  test('must be named', async () => {
    await expect(runKeyProgram('  ', place)).rejects.toThrow(/empty command/);
  });
});
