import { beforeEach, describe, expect, test } from '@jest/globals';
import { KeyDoor } from '../../../commands/serve/key-door.ts';
import { fakeAccess, GRANT } from '../../support/fake-access.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let door: KeyDoor;
beforeEach(() => {
  clock = new VirtualClock();
  door = new KeyDoor(clock);
});

test('without a database there are no virtual keys', () => {
  expect(door.find('hash')).toBeNull();
});

test('a connected database is asked at once', () => {
  door.access = fakeAccess();
  expect(door.find('hash')).toBe(GRANT);
});

describe('while the database is being connected', () => {
  test('a key waits for it', async () => {
    let connect = (): void => {};
    door.opening = new Promise((resolve) => (connect = resolve));
    const found = door.find('hash');
    door.access = fakeAccess();
    connect();
    expect(await found).toBe(GRANT);
  });

  test('a key does not wait for ever', async () => {
    door.opening = new Promise(() => {});
    const found = door.find('hash');
    clock.advance(5_000);
    expect(await found).toMatchObject({ status: 503, code: 'database_unavailable' });
  });

  test('a key is not refused as wrong when it failed', async () => {
    door.opening = Promise.resolve();
    expect(await door.find('hash')).toMatchObject({ status: 503 });
  });
});
