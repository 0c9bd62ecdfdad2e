import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../support/nuke.ts';

const at = { url: '', cwd: '/nowhere' };

describe('what cannot be understood is usage', () => {
  test.each([
    [[], 'what is asked?'],
    [['a', '--since', '1h'], 'words and since do not go together'],
    [['--sql', 'select 1', '--ask', 'x'], 'sql and ask do not go together'],
    [['x', '--where', 'a b'], 'cannot read the condition'],
    [['x', '--at', 'soon'], 'soon is no time'],
    [['--diff', '1h'], 'is no range'],
    [['x', '--limit', '0'], 'at most 10000'],
    [['x', '--format', 'xml'], 'Allowed choices'],
    [['x', '--assert', 'y'], 'cannot read the assertion'],
    [['--ask', 'x', '--url', 'http://me:canary@h'], '--url'],
    [['x', '--kinds', 'y'], 'did you mean --kind'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await runCommand(['query-infra', ...args], at);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
    expect(stderr).not.toContain('canary');
  });
});

test('without a database there is nothing to ask', async () => {
  const { code, stderr } = await runCommand(['query-infra', 'hosts'], at);
  expect([code, stderr]).toEqual([78, expect.stringContaining('which database?')]);
});
