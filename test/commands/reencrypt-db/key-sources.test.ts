import { chmodSync, closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  readKey,
  readStdinKeys,
  type KeyReader,
} from '../../../commands/reencrypt-db/key-sources.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let dir: string;
let warnings: string[];
let reader: KeyReader;

beforeEach(() => {
  dir = makeTempDir('llmgw-keys-');
  warnings = [];
  const variables = { PATH: process.env['PATH'], SALT: ' padded ', EMPTY: '' };
  const warn = (message: string) => void warnings.push(message);
  reader = { variables, cwd: dir, clock: systemClock, warn };
});
afterEach(() => removeTempDir(dir));

function writeKey(content: string, mode = 0o600): string {
  writeFileSync(join(dir, 'salt.key'), content);
  chmodSync(join(dir, 'salt.key'), mode);
  return 'salt.key';
}

describe('a variable', () => {
  test('is taken as it is, also when it is empty', async () => {
    const padded = await readKey({ kind: 'env', name: 'SALT' }, reader);
    const empty = await readKey({ kind: 'env', name: 'EMPTY' }, reader);
    expect([padded.key.reveal(), padded.origin, empty.key.reveal()]).toEqual([
      ...[' padded ', 'SALT', ''],
    ]);
  });

  test('that is not set is a usage error', async () => {
    await expect(readKey({ kind: 'env', name: 'NOPE' }, reader)).rejects.toThrow(/NOPE is not set/);
  });
});

describe('a file', () => {
  test.each([
    ['key\n', 'key'],
    ['key\r\n', 'key'],
    [' key \n\n', ' key \n'],
    ['key', 'key'],
  ])('of %p holds %p', async (content, key) => {
    const read = await readKey({ kind: 'file', path: writeKey(content) }, reader);
    expect(read.key.reveal()).toBe(key);
    expect(warnings).toEqual([]);
  });

  test('that others may read is warned of', async () => {
    await readKey({ kind: 'file', path: writeKey('key', 0o644) }, reader);
    expect(warnings).toEqual([expect.stringContaining('chmod 600 salt.key')]);
  });

  test('that is not there is named', async () => {
    await expect(readKey({ kind: 'file', path: 'nope' }, reader)).rejects.toMatchObject({
      code: 'E_NO_INPUT',
      message: 'a key cannot be read: ENOENT',
    });
  });
});

describe('a descriptor', () => {
  test('is read to its end', async () => {
    const fd = openSync(join(dir, writeKey('from-fd\n')), 'r');
    expect((await readKey({ kind: 'fd', fd }, reader)).key.reveal()).toBe('from-fd');
  });

  test('that is not open is an error', async () => {
    const fd = openSync(join(dir, writeKey('x')), 'r');
    closeSync(fd);
    await expect(readKey({ kind: 'fd', fd }, reader)).rejects.toMatchObject({ code: 'E_NO_INPUT' });
  });
});

test('a program is run', async () => {
  const { key, origin } = await readKey({ kind: 'exec', command: 'echo printed' }, reader);
  expect([key.reveal(), origin]).toEqual(['printed', 'echo']);
});

describe('stdin', () => {
  test('brings the old key and the new one', async () => {
    const { old, next } = await readStdinKeys(Readable.from(['old\nne', 'w\n']), reader);
    expect([old.key.reveal(), next.key.reveal()]).toEqual(['old', 'new']);
  });

  test.each(['old\n', 'old\nnew\nmore\n', ''])('%p are not two lines', async (text) => {
    await expect(readStdinKeys(Readable.from([text]), reader)).rejects.toThrow(/two lines/);
  });

  test('is not waited for longer than 10 s', async () => {
    const clock = new VirtualClock();
    const silent = new Readable({ read: () => undefined });
    const reading = readStdinKeys(silent, { ...reader, clock });
    clock.advance(10_000);
    await expect(reading).rejects.toThrow('no key within 10 s');
  });
});
