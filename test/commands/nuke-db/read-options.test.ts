import { describe, expect, test } from '@jest/globals';
import { readOptions, type Flags } from '../../../commands/nuke-db/read-options.ts';

const DEFAULTS: Flags = {
  ...{
    scope: 'data',
    method: 'truncate',
    backupFormat: 'auto',
    lockTimeout: '3s',
    statementTimeout: '60s',
  },
  ...{ countTimeout: '30s', backupTimeout: '30m', watch: '2s', logFormat: 'text', audit: true },
};
const read = (fields: Partial<Flags> = {}, ...words: readonly string[]) =>
  readOptions({ ...DEFAULTS, ...fields }, words);

test('without a word it is a plan of everything, with a backup', () => {
  expect(read()).toMatchObject({
    action: 'plan',
    exitCode: false,
    request: { scope: 'data', tables: [], method: 'truncate', withMigrations: false },
    overrides: {
      production: null,
      allowConnected: false,
      yes: false,
      backup: true,
      discardRows: null,
    },
    backup: { folder: null, format: 'auto', exact: false, timeoutMs: 1_800_000 },
    watchMs: 2_000,
  });
  expect(read({ dryRun: true }, 'run')).toMatchObject({ action: 'plan' });
});

test('run', () => {
  const flags = {
    backup: false,
    discardRows: '48213',
    production: 'db',
    tables: 'LiteLLM_SpendLogs',
    lockTimeout: '500ms',
  };
  expect(read(flags, 'run')).toMatchObject({
    action: 'run',
    lockTimeoutMs: 500,
    request: { scope: 'tables', tables: ['LiteLLM_SpendLogs'] },
    overrides: { backup: false, discardRows: 48_213, production: 'db' },
  });
});

test('mark and protect', () => {
  expect(read({ environment: 'ci' }, 'mark')).toMatchObject({ action: 'mark', environment: 'ci' });
  expect(read({ environment: 'none' }, 'mark')).toMatchObject({ environment: null });
  expect(read({}, 'protect')).toMatchObject({ action: 'mark', environment: 'production' });
});

describe('refuses', () => {
  test.each<[Partial<Flags>, readonly string[], string]>([
    [{}, ['wipe'], 'plan, run, mark, protect'],
    [{}, ['plan', 'run'], 'one action'],
    [{ scope: 'everything' }, [], '--scope takes one of'],
    [{ method: 'drop' }, [], '--method takes one of'],
    [{ withMigrations: true }, [], '--with-migrations belongs'],
    [{ discardRows: '5' }, [], '--discard-rows belongs'],
    [{ backup: false, discardRows: '-5' }, [], 'a number of rows'],
    [{ backup: false, exactBackup: true }, [], '--exact-backup needs'],
    [{ watch: 'soon' }, [], '--watch takes a time'],
    [{ statementTimeout: '9999h' }, [], 'up to 24h'],
    [{ backupFormat: 'zip' }, [], '--backup-format takes'],
    [{}, ['mark'], 'mark needs --environment'],
    [{ environment: `x'; DROP` }, ['mark'], 'takes a word'],
  ])('%j %j', (flags, words, message) => {
    expect(() => read(flags, ...words)).toThrow(
      expect.objectContaining({ code: 'E_USAGE', message: expect.stringContaining(message) }),
    );
  });
});
