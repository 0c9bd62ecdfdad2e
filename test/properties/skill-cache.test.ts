import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SkillCache } from '../../src/skills/skill-cache.ts';
import { turns } from '../support/http-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Any order of questions, answers, failures, changes and invalidations: what is given was true at a
// moment at which it was allowed to be remembered.

const KEYS = ['a', 'b'] as const;
const TTL = 1_000;
const STALE_MS = 20_000;
/** Who joins a load may get what was true when it began. */
const LOAD_MS = 800;

type Step =
  | { readonly do: 'get'; readonly key: string }
  | { readonly do: 'write'; readonly key: string; readonly exists: boolean }
  /** A change that this process makes: it is invalidated once it is committed. */
  | { readonly do: 'change'; readonly key: string; readonly exists: boolean }
  | { readonly do: 'answer'; readonly index: number; readonly fails: boolean }
  | { readonly do: 'expire' }
  | { readonly do: 'pass'; readonly ms: number };

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('write' as const), key, exists: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('change' as const), key, exists: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      index: fc.nat(3),
      fails: fc.nat(3).map((die) => die === 0),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 400, TTL, 4 * TTL, STALE_MS),
    }),
  },
);

interface Version {
  readonly number: number;
  readonly exists: boolean;
  readonly until: { at: number };
}

/** A source that answers when the test says so, with what was true when it was asked. */
class World {
  readonly clock = new VirtualClock();
  readonly versions = new Map<string, Version[]>();
  readonly pending: { key: string; settle: (fails: boolean) => void }[] = [];
  /** Nothing of before this version may be given to who asks later. */
  readonly floor = new Map<string, number>();
  readonly cache = new SkillCache<Version>({
    clock: this.clock,
    random: () => 0.5,
    sizeOf: () => 10,
    ttlMs: () => TTL,
    staleMs: STALE_MS,
    absentMs: TTL,
    loadTimeoutMs: LOAD_MS,
    maxEntries: 1,
    load: async (asked) => this.#load(asked),
  });

  constructor() {
    for (const one of KEYS) this.write(one, true);
  }

  write(asked: string, exists: boolean): Version {
    const all = this.versions.get(asked) ?? [];
    const last = all.at(-1);
    if (last !== undefined) last.until.at = this.clock.now();
    const version = { number: all.length, exists, until: { at: Infinity } };
    this.versions.set(asked, [...all, version]);
    return version;
  }

  current(asked: string): Version {
    const version = this.versions.get(asked)?.at(-1);
    if (version === undefined) throw new Error('no version');
    return version;
  }

  async #load(asked: string): Promise<Version | null> {
    const version = this.current(asked);
    return new Promise((resolve, reject) => {
      const settle = (fails: boolean): void => {
        if (fails) reject(new Error('away'));
        else resolve(version.exists ? version : null);
      };
      this.pending.push({ key: asked, settle });
    });
  }
}

/** A question that is refused is answered too. */
async function settled<T>(given: Promise<T>, check: (found: T) => void): Promise<void> {
  const [result] = await Promise.allSettled([given]);
  if (result.status === 'fulfilled') check(result.value);
}

async function run(steps: readonly Step[]): Promise<void> {
  const world = new World();
  const { cache, clock } = world;
  const waiting: Promise<void>[] = [];
  for (const one of steps) {
    if (one.do === 'get') {
      const floor = world.floor.get(one.key) ?? 0;
      const askedAt = clock.now();
      const check = (found: Awaited<ReturnType<typeof cache.get>>): void => {
        if (found === null) return;
        const { value, source } = found;
        if (value.number < floor) throw new Error('older than an invalidation before the question');
        const limit = LOAD_MS + (source === 'fresh' ? TTL : STALE_MS);
        if (value.until.at < askedAt - limit) throw new Error(`too old to be ${source}`);
      };
      const given = cache.get(one.key);
      if (given instanceof Promise) waiting.push(settled(given, check));
      else check(given);
    } else if (one.do === 'write') world.write(one.key, one.exists);
    else if (one.do === 'change') {
      world.floor.set(one.key, world.write(one.key, one.exists).number);
      cache.forget(one.key);
    } else if (one.do === 'answer') {
      world.pending.splice(one.index % Math.max(1, world.pending.length), 1)[0]?.settle(one.fails);
    } else if (one.do === 'expire') cache.expire();
    else clock.advance(one.ms);
    await turns(1);
    expect(cache.size).toBeLessThanOrEqual(1);
    expect(cache.size === 0).toBe(cache.bytes === 0);
  }
  for (const { settle } of world.pending) settle(false);
  await Promise.all(waiting);
}

const steps = fc.array(step, { minLength: 20, maxLength: 80, size: 'max' });

test('nothing is given that may not be known any more', async () => {
  await fc.assert(fc.asyncProperty(steps, run), { numRuns: 300 });
});

test('every question is answered, whatever fails', async () => {
  const world = new World();
  const answers = KEYS.flatMap((one) =>
    Array.from({ length: 100 }, async () => world.cache.get(one)),
  );
  await turns(1);
  expect(world.pending).toHaveLength(KEYS.length);
  for (const [index, { settle }] of world.pending.entries()) settle(index === 1);
  const settled = await Promise.allSettled(answers);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(100);
});
