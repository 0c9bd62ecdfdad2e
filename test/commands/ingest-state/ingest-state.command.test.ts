import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../support/nuke.ts';

const at = { url: '', cwd: '/nowhere' };

test('lists its collectors, and does nothing', async () => {
  const { code, stdout } = await runCommand(['ingest-state', '--list'], at);
  expect(code).toBe(0);
  for (const name of ['host', 'sockets', 'kubernetes', 'files'])
    expect(stdout).toContain(`\n${name}`.trim());
});

test('prints a schedule that names the config and the env files, and installs nothing', async () => {
  const args = ['ingest-state', '--config', 'my config.yaml', '--env-file', '/dev/null'];
  const crontab = await runCommand([...args, '--print-crontab'], at);
  expect(crontab.stdout).toMatch(
    /^\*\/5 \* \* \* \* cd \/nowhere && \S+node\S* \S+ ingest-state --config '\/nowhere\/my config.yaml' --env-file \/dev\/null --skip-if-running\n$/,
  );
  const systemd = await runCommand([...args, '--print-systemd'], at);
  expect(systemd.stdout).toContain('Persistent=true');
});

describe('what cannot be understood is usage', () => {
  test.each([
    [['--collectors', 'hosts'], 'did you mean host?'],
    [['--skip', 'x'], 'they are: host'],
    [['--collectors', 'host', '--skip', 'host'], 'no collector is left'],
    [['--timeout', 'soon'], '30s'],
    [['--max-change', '150%'], '50%'],
    [['--tolerate', '-1'], 'number of runs'],
    [['--ping', 'ftp://canary'], '--ping'],
    [['--gateway', 'http://me:canary@h'], '--gateway'],
    [['--collector', 'host'], 'did you mean --collectors'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await runCommand(['ingest-state', ...args], at);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
    expect(stderr).not.toContain('canary');
  });
});
