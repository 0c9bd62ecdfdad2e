import { expect, test } from '@jest/globals';
import type { Session } from '../../../src/db/database.ts';
import { OneAtATime } from '../../../src/rotation/one-at-a-time.ts';

/** A session that answers when it is told to. */
function slowSession(log: string[]) {
  const answers: ((failure?: Error) => void)[] = [];
  const answer = async (what: string): Promise<void> => {
    log.push(`${what} begins`);
    await new Promise<void>((resolve, reject) => {
      answers.push((failure) => (failure === undefined ? resolve() : reject(failure)));
    });
    log.push(`${what} ends`);
  };
  const session = {
    processId: 7,
    query: async ({ name }: { name: string }) => {
      await answer(name);
      return { rows: [], count: 0 };
    },
    begin: async () => answer('begin'),
    commit: async () => answer('commit'),
    rollback: async () => answer('rollback'),
    sever: () => void log.push('sever'),
  } as unknown as Session;
  return { session, answers };
}

const turn = async (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('what is asked together is done one after the other, failures or not', async () => {
  const log: string[] = [];
  const { session, answers } = slowSession(log);
  const one = new OneAtATime(session);
  const done = Promise.allSettled([
    one.begin(),
    one.query({ name: 'a', text: '' }),
    one.rollback(),
    one.commit(),
  ]);
  await turn();
  expect(log).toEqual(['begin begins']);
  answers[0]?.();
  await turn();
  answers[1]?.(new Error('no'));
  await turn();
  expect(log.slice(2)).toEqual(['a begins', 'rollback begins']);
  answers[2]?.();
  await turn();
  answers[3]?.();
  const ends = (await done).map(({ status }) => status);
  expect(ends).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});

test('cutting does not wait for its turn', () => {
  const log: string[] = [];
  const one = new OneAtATime(slowSession(log).session);
  one.sever();
  expect([one.processId, log]).toEqual([7, ['sever']]);
});
