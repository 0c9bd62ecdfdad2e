import { Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { reencryptDbCommand } from '../../../commands/reencrypt-db/reencrypt-db.command.ts';
import { readOptions, type Flags } from '../../../commands/reencrypt-db/read-options.ts';
import { commands } from '../../../commands/registry.ts';
import { main } from '../../../src/cli/main.ts';
import { captureIo } from '../../support/io.ts';

/** What a command line comes down to. */
function parse(...argv: string[]) {
  const command = new Command('reencrypt-db').exitOverride();
  reencryptDbCommand.configure(command);
  command.action(() => undefined).parse(argv, { from: 'user' });
  const known = command.options.map(({ long }) => long ?? '');
  return readOptions(command.opts<Flags>(), command.args, known);
}

describe('the command line', () => {
  test('says nothing: run, all or nothing, with a backup', () => {
    expect(parse()).toEqual({
      action: 'run',
      keys: { old: [], next: null, stdin: false },
      database: { urlEnv: null, urlFile: null, schema: null },
      connectTimeoutMs: 10_000,
      rotation: {
        ...{ mode: 'atomic', format: 'keep', batch: 1_000, maxRetries: 5, only: [], scan: true },
        ...{ includeHistory: false, skipUndecryptable: false, encryptPlaintext: false },
        ...{ unwrapDouble: false, acceptMixedState: false, allowLiveLitellm: false },
        ...{ lockTimeoutMs: 3_000, statementTimeoutMs: 60_000, maxDurationMs: 1_800_000 },
        settleMs: 0,
      },
      ...{ catalogueExtra: null, backup: 'default', report: null, confirm: null, yes: false },
      exitCode: false,
    });
  });

  test('names keys in every way, several old ones', () => {
    const { keys } = parse(
      ...['--old-key-env', 'A', '--old-key-env', 'B', '--old-key-file', 'c.key'],
      ...['--old-key-fd', '3', '--old-key-exec', 'op read x', '--new-key-file', 'new.key'],
    );
    expect(keys).toEqual({
      old: [
        { kind: 'env', name: 'A' },
        { kind: 'env', name: 'B' },
        { kind: 'file', path: 'c.key' },
        { kind: 'fd', fd: 3 },
        { kind: 'exec', command: 'op read x' },
      ],
      next: { kind: 'file', path: 'new.key' },
      stdin: false,
    });
  });

  test('says how to work', () => {
    const { action, rotation, backup } = parse(
      ...['run', '--mode', 'online', '--format', 'v3', '--batch', '50', '--only', 'T.c'],
      ...['--only', 'U', '--no-scan', '--no-backup', '--settle', '2m', '--i-accept-mixed-state'],
    );
    expect({ action, ...rotation, backup }).toMatchObject({
      ...{ action: 'run', mode: 'online', format: 'v3', batch: 50, only: ['T.c', 'U'] },
      ...{ scan: false, backup: null, settleMs: 120_000, acceptMixedState: true },
    });
  });

  test('has --dry-run for plan', () => {
    expect([parse('--dry-run').action, parse('plan').action, parse('verify').action]).toEqual([
      ...['plan', 'plan', 'verify'],
    ]);
  });

  test.each([
    [['undo'], /one of plan, run, verify, status/],
    [['plan', 'run'], /at a time/],
    [['--mode', 'fast'], /--mode takes one of atomic, online/],
    [['--format', 'rot13'], /--format takes one of/],
    [['--batch', '0'], /--batch takes/],
    [['--lock-timeout', 'soon'], /--lock-timeout takes a time/],
    [['--old-key-fd', 'x'], /--old-key-fd/],
    [['--new-key-env', 'A', '--new-key-file', 'b'], /one new key only/],
    [['--keys-stdin', '--old-key-env', 'A'], /brings both keys/],
    [['--modee', 'online'], /unknown option '--modee'/],
  ])('%p is refused', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });
});

describe('a key on the command line', () => {
  const KEY = 'sk-canary-0123456789abcdef';
  test.each([
    ['--old-key', KEY],
    [`--old-key=${KEY}`],
    [`--new-salt-key=${KEY}`],
    [KEY],
    ['--old-key-env', KEY],
    ['--batch', KEY],
    ['--mode', KEY],
    ['--database-url-env', `postgresql://u:${KEY}@db/x`],
  ])('%s %s is 64, and is not repeated', async (...argv) => {
    const captured = captureIo();
    const code = await main(['reencrypt-db', ...argv], captured.io, commands, createContext);
    expect(code).toBe(64);
    expect(captured.stdout() + captured.stderr()).not.toContain('canary');
    expect(captured.stderr()).toMatch(/stands on the command line/);
  });
});
