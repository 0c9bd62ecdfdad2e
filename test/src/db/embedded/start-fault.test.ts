import { describe, expect, test } from '@jest/globals';
import type { Home } from '../../../../src/db/embedded/home.ts';
import { isTaken, startFault, tooLate } from '../../../../src/db/embedded/start-fault.ts';

const home: Home = {
  ...{ folder: '/x', data: '/x/data', log: '/x/server.log', account: null },
  ...{ socketFolder: '/x/data', socketSetting: '.' },
};

describe('why a server does not start', () => {
  test.each([
    ['FATAL:  could not write lock file: No space left on device', 'the disk is full'],
    ["ENOSPC: no space left on device, mkdir '/x'", 'the disk is full'],
    ["EROFS: read-only file system, open '/x'", 'the file system is read-only'],
    ['FATAL:  could not open file "x": Permission denied', 'permission is denied'],
    ['spawn /usr/bin/initdb EPERM', 'as an account without privileges'],
    ['PANIC:  could not locate a valid checkpoint record', 'its data is damaged'],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate', 'no memory'],
    ['FATAL:  something new', 'see its log (FATAL:  something new)'],
    ['', 'it said nothing'],
  ])('%j is told as what it means', (text, what) => {
    const fault = startFault(home, text);
    expect(fault.code).toBe('E_IO');
    expect(fault.message).toContain(what);
    expect(fault.where).toBe('/x/server.log');
    expect(fault.hint).not.toBeUndefined();
  });

  test('that another server was first is no fault', () => {
    expect(isTaken('FATAL:  lock file "postmaster.pid" already exists')).toBe(true);
    expect(isTaken('FATAL:  pre-existing shared memory block is still in use')).toBe(true);
    expect(isTaken('FATAL:  the disk is full')).toBe(false);
  });

  test('that it takes too long names what it does', () => {
    const fault = tooLate(home, 2_000, 'it is recovering');
    expect(fault.code).toBe('E_BUSY');
    expect(fault.message).toMatch(/within 2 s: it is recovering$/);
  });
});
