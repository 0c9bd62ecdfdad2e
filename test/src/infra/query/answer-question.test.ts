import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../../src/db/database.ts';
import { migrate } from '../../../../src/db/migrate.ts';
import { answerQuestion } from '../../../../src/infra/query/answer-question.ts';
import type { Answer, Question } from '../../../../src/infra/query/question.ts';
import { snapshot, store } from '../../../support/infra-store.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../../../support/postgres.ts';

let server: TestPostgres;
let database: Database;
const T0 = Date.UTC(2026, 10, 23);
beforeAll(async () => {
  server = await startPostgres();
  database = openTestDatabase(await server.createDatabase());
  await migrate(database);
  const port = (number: number, process: string, command: string): object => ({
    ...{ kind: 'port', key: `tcp/0.0.0.0/${number}`, name: String(number) },
    body: {
      protocol: 'tcp',
      address: '0.0.0.0',
      port: number,
      process,
      command: command.split(' '),
    },
  });
  const process = { kind: 'process', key: 'python/1', name: 'python' };
  const entities = [
    port(8000, 'python', 'python -m vllm.entrypoints.openai.api_server'),
    port(8079, 'rerank', 'rerank-server --model bge'),
    port(4000, 'node', 'node llmgw.js'),
    { ...process, body: { command: ['python', '-m', 'vllm.entrypoints', '--port', '4000'] } },
    { kind: 'host', key: 'h', name: 'gw-1', body: { address: '10.0.0.5', os: 'Debian' } },
  ] as never;
  const relations = [
    { from: process, rel: 'listens', to: { kind: 'port', key: 'tcp/0.0.0.0/8000' } },
  ];
  const samples = [{ of: { kind: 'host', key: 'h' }, name: 'load_1m', value: 0.5 }];
  await store(database, snapshot(T0, { collector: 'all', entities, relations, samples }));
}, 30_000);
afterAll(async () => {
  await database.close();
  await server.stop();
});

async function ask(parts: Partial<Question>): Promise<Answer> {
  const nothing = { words: null, kinds: [], host: null, where: [], atMs: null, limit: 20 };
  return answerQuestion(database, { ...nothing, ...parts });
}

async function names(words: string): Promise<readonly string[]> {
  return (await ask({ words })).facts.map(({ kind, name }) => `${kind} ${name}`);
}

describe('words', () => {
  test.each([
    ['what listens on port 4000', 'port 4000'],
    ['8079', 'port 8079'],
    ['10.0.0.5', 'host gw-1'],
    ['rerank servers', 'port 8079'],
    ['vllm -process', 'port 8000'],
    ['"llmgw js"', 'port 4000'],
    ['gw-1', 'host gw-1'],
    ['Which process is LISTENING on port 8079, please?', 'port 8079'],
  ])('%s finds %s first', async (words, first) => {
    expect((await names(words))[0]).toBe(first);
  });

  test('punctuation hides nothing, and a minus leaves out', async () => {
    expect([...(await names('vllm'))].sort()).toEqual(['port 8000', 'process python']);
    expect(await names('vllm -openai')).toEqual(['process python']);
  });

  test('where no fact has all of them, the rare ones count', async () => {
    const { facts, matched } = await ask({ words: 'rerank elephants' });
    expect([matched, facts[0]?.name]).toEqual(['any', '8079']);
    expect((await ask({ words: 'elephants' })).facts).toEqual([]);
    expect((await ask({ words: 'the of' })).facts).toEqual([]);
  });

  test('the same answer each time', async () => {
    expect(await names('port')).toEqual(await names('port'));
  });
});

test('an answer brings links, last values, and how fresh it is', async () => {
  const { facts } = await ask({
    kinds: ['port'],
    where: [{ path: ['port'], op: '=', values: ['8000'] }],
  });
  expect(facts[0]?.links).toEqual([
    { outgoing: false, rel: 'listens', kind: 'process', key: 'python/1', name: 'python' },
  ]);
  const host = await ask({ kinds: ['host'] });
  expect(host.facts[0]).toMatchObject({ samples: { load_1m: 0.5 }, sinceMs: T0, lastSeenMs: T0 });
  expect(host.freshness).toMatchObject([{ collector: 'all', lastOkMs: T0 }]);
});

test('a limit is kept, and told', async () => {
  expect(await ask({ kinds: ['port'], limit: 2 })).toMatchObject({ truncated: true });
  expect((await ask({ words: 'port', limit: 1 })).facts).toHaveLength(1);
  expect(await ask({ kinds: ['port'], limit: 3 })).toMatchObject({ truncated: false });
});

test('the past has no samples, and before the first look there is nothing', async () => {
  expect((await ask({ words: '4000', atMs: T0 })).facts[0]).toMatchObject({
    name: '4000',
    lastSeenMs: null,
  });
  expect((await ask({ words: '4000', atMs: T0 - 1 })).facts).toEqual([]);
});
