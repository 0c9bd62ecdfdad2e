import { expect, test } from '@jest/globals';
import type { Statement } from '../../../../src/db/database.ts';
import { notifyCaches } from '../../../../src/db/queries/manage-notices.ts';

async function payloadsOf(
  ...entities: readonly { kind: string; id: string }[]
): Promise<unknown[]> {
  const sent: Statement[] = [];
  const query = (statement: Statement) => {
    sent.push(statement);
    return Promise.resolve({ rows: [], count: 0 });
  };
  await notifyCaches({ query }, entities);
  return sent.map(({ values }) => values?.[1]);
}

test('one notice for each; the id is bound, not written into the statement', async () => {
  expect(await payloadsOf({ kind: 'key', id: `'; --` }, { kind: 'team', id: 't' })).toEqual([
    `{"kind":"key","id":"'; --"}`,
    '{"kind":"team","id":"t"}',
  ]);
});

test('what is too long for a notice means everything', async () => {
  expect(await payloadsOf({ kind: 'user', id: 'x'.repeat(8_000) })).toEqual(['{}']);
});
