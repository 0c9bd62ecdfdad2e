import { describe, expect, test } from '@jest/globals';
import {
  currentOwner,
  isRunning,
  ownerName,
  parseSpoolName,
  spoolFileName,
} from '../../../src/spend/spool-owner.ts';

describe('the name of a file', () => {
  test('tells its owner and its place', () => {
    const name = { owner: currentOwner(), sequence: 42 };
    expect(parseSpoolName(spoolFileName(name))).toEqual(name);
    expect(spoolFileName(name).startsWith(ownerName(name.owner))).toBe(true);
  });

  test.each(['rejected.jsonl', 'a.spend', '../../etc/passwd', ''])('is not %j', (name) => {
    expect(parseSpoolName(name)).toBeNull();
  });
});

describe('an owner', () => {
  test('runs while its process does', () => {
    expect(isRunning(currentOwner())).toBe(true);
  });

  test('is gone when its process is, or when another has its number now', () => {
    const owner = currentOwner();
    expect(isRunning({ ...owner, pid: 0 })).toBe(false);
    expect(isRunning({ ...owner, pid: 2 ** 22 + 1 })).toBe(false);
    expect(isRunning({ ...owner, start: '1' })).toBe(false);
  });

  test('of another machine cannot be told', () => {
    expect(isRunning({ ...currentOwner(), place: '00000000' })).toBeNull();
  });

  test('without a start time is asked whether it answers', () => {
    expect(isRunning({ ...currentOwner(), start: 'x' })).toBe(true);
    expect(isRunning({ ...currentOwner(), start: 'x', pid: 2 ** 22 + 1 })).toBe(false);
  });

  test('is another one for every spool', () => {
    expect(ownerName(currentOwner())).not.toBe(ownerName(currentOwner()));
  });
});
