import { describe, expect, test } from '@jest/globals';
import { runGuardedSql } from '../../../../src/db/queries/infra-run-sql.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const rig = useInfraDatabase();

async function run(text: string, ...params: readonly string[]): Promise<readonly unknown[]> {
  return runGuardedSql(rig.database, { text, params, limit: 2, timeoutMs: 300 });
}

test('values are bound, rows are bounded, a comment ends', async () => {
  expect(await run('select $1::int + 1 as n -- comment', '4')).toEqual([{ n: 5 }]);
  expect(await run('select unnest(array[1, 2, 3, 4]) as n')).toHaveLength(3);
});

describe('what would get past a guard still finds', () => {
  test.each([
    ['a transaction that is read-only', `select nextval('llmgw.infra_entities_id_seq')`, '25006'],
    ['no second statement', 'select 1) as x; drop schema llmgw cascade; --', '42601'],
    ['an end of its time', 'select pg_sleep(5)', '57014'],
    ['nothing of public by its short name', 'select * from audit_of_others', '42P01'],
  ])('%s', async (_what, text, sqlstate) => {
    await expect(run(text)).rejects.toMatchObject({ name: 'QueryFault', sqlstate });
  });

  test('strings read as the guard read them', async () => {
    expect(await run(String.raw`select '\' as a`)).toEqual([{ a: '\\' }]);
  });
});
