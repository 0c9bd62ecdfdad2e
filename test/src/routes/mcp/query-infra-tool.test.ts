import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Queryable } from '../../../../src/db/database.ts';
import { queryInfraTool } from '../../../../src/routes/mcp/query-infra-tool.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';
import { snapshot, store } from '../../../support/infra-store.ts';
import { openTestDatabase } from '../../../support/litellm-database.ts';
import { makeMcpRig } from '../../../support/mcp-rig.ts';

const infra = useInfraDatabase();
/** What the clock of the rig shows. */
const NOW = Date.UTC(2026, 0, 1);
const PORT = {
  protocol: 'tcp',
  address: '0.0.0.0',
  port: 4000,
  process: 'node',
  command: ['node'],
};

beforeAll(async () => {
  const entities = [
    { kind: 'port', key: 'tcp/0.0.0.0/4000', name: '4000', body: PORT },
    ...Array.from({ length: 60 }, (_, i) => ({
      ...{ kind: 'unit', key: `u${i}`, name: `u${i}`, body: { active: 'failed' } },
    })),
  ];
  await store(infra.database, snapshot(NOW - 60_000, { collector: 'sockets', entities }));
});

async function ask(
  args: Readonly<Record<string, unknown>>,
  facts: Queryable | null = infra.database,
) {
  const rig = makeMcpRig(facts === null ? {} : { facts });
  const { structuredContent } = await queryInfraTool(rig.parts).call(args);
  return structuredContent ?? {};
}

describe('answers', () => {
  test('the facts with their age', async () => {
    expect(await ask({ question: 'what listens on port 4000' })).toMatchObject({
      schema: 'llmgw.query-infra/v1',
      asOf: new Date(NOW - 60_000).toISOString(),
      ...{ stale: false, warnings: [], truncated: false },
      rows: [{ kind: 'port', name: '4000', host: 'h1', body: { process: 'node' } }],
    });
  });

  test('kinds without words, and no more than were asked for', async () => {
    const answer = await ask({ kinds: ['unit'], limit: 5 });
    expect(answer).toMatchObject({ matched: 'none', truncated: true });
    expect(answer['rows']).toHaveLength(5);
    expect((await ask({ kinds: ['unit'] }))['rows']).toHaveLength(10);
  });

  test('of another host, and of the past: nothing', async () => {
    expect((await ask({ question: '4000', host: 'h2' }))['rows']).toEqual([]);
    expect((await ask({ question: '4000', at: '2020-01-01T00:00:00Z' }))['rows']).toEqual([]);
  });
});

describe('says what is wrong', () => {
  test.each([
    [{}, 'what is asked? question or kinds must be there'],
    [{ question: 'a', at: 'yesterday' }, '/at is no moment: write it like 2026-11-23T10:00:00Z'],
  ])('%j', async (args, message) => {
    await expect(ask(args)).rejects.toMatchObject({ kind: 'invalid-arguments', message });
  });

  test('without a database', async () => {
    await expect(ask({ question: 'a' }, null)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  test('where nothing was ever stored', async () => {
    const empty = openTestDatabase(new URL('/template1', infra.url).href);
    await expect(ask({ question: 'a' }, empty)).rejects.toMatchObject({
      message: 'nothing was ever stored: `llmgw ingest-state` has to run',
    });
    await empty.close();
  });

  test('of a database that is gone, without its address', async () => {
    const gone = openTestDatabase('postgresql://u:canary@127.0.0.1:1/x');
    await expect(ask({ question: 'a' }, gone)).rejects.toMatchObject({
      ...{ kind: 'unreachable', message: 'the database does not answer' },
    });
    await gone.close();
  });
});
