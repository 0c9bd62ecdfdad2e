import { beforeEach, describe, expect, test } from '@jest/globals';
import { StoredModelPoller } from '../../../src/stored-models/poller.ts';
import { turns } from '../../support/http-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

interface Loaded {
  readonly hash: string;
}

let clock: VirtualClock;
let content: string | Error;
let loads: number;
let hold: Promise<void> | null;
let changes: string[];
let faults: unknown[];
let poller: StoredModelPoller<Loaded>;

beforeEach(() => {
  clock = new VirtualClock();
  [content, loads, hold, changes, faults] = ['one', 0, null, [], []];
  poller = new StoredModelPoller<Loaded>({
    clock,
    load: async () => {
      loads += 1;
      const seen = content;
      await hold;
      if (seen instanceof Error) throw seen;
      return { hash: seen };
    },
    onChange: ({ hash }) => {
      if (hash === 'refused') throw new Error('cannot be used');
      changes.push(hash);
    },
    onFault: (thrown) => void faults.push(thrown),
  });
});

async function later(ms: number): Promise<void> {
  clock.advance(ms);
  await turns(3);
}

describe('a poller', () => {
  test('looks at once, then every thirty seconds, and tells of changes only', async () => {
    poller.start();
    poller.start();
    await turns(3);
    expect(changes).toEqual(['one']);
    await later(29_999);
    expect(loads).toBe(1);
    await later(1);
    expect([loads, changes]).toEqual([2, ['one']]);
    content = 'two';
    await later(30_000);
    expect(changes).toEqual(['one', 'two']);
  });

  test('keeps what it has while the database is away, and goes on', async () => {
    poller.start();
    await turns(3);
    content = new Error('away');
    await later(30_000);
    expect(changes).toEqual(['one']);
    expect(faults).toEqual([new Error('away')]);
    content = 'two';
    await later(30_000);
    expect(changes).toEqual(['one', 'two']);
  });

  test('a content that could not be put in force is tried again', async () => {
    content = 'refused';
    await poller.refresh();
    await poller.refresh();
    expect(faults).toHaveLength(2);
    content = 'good';
    await poller.refresh();
    expect(changes).toEqual(['good']);
  });

  test('refresh sees what was written before the call, though a look is under way', async () => {
    let release: () => void = () => {};
    hold = new Promise((resolve) => (release = resolve));
    const first = poller.refresh();
    content = 'written meanwhile';
    const second = poller.refresh();
    const third = poller.refresh();
    release();
    await Promise.all([first, second, third]);
    expect(changes).toEqual(['one', 'written meanwhile']);
    expect(loads).toBe(2);
  });

  test('after stop nothing is looked at any more, and nothing waits', async () => {
    poller.start();
    await turns(3);
    await poller.stop();
    await later(120_000);
    expect(loads).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('stopped during a look, it sets no timer', async () => {
    poller.start();
    await poller.stop();
    expect(clock.pending).toBe(0);
  });
});
