import { expect, test } from '@jest/globals';
import { readLastRuns } from '../../../../src/db/queries/read-last-runs.ts';
import { run } from '../../../support/access-rows.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const infra = useInfraDatabase();

test('the newest run of each command, the newest first', async () => {
  expect(await readLastRuns(infra.database)).toEqual([]);
  await run(
    infra.database,
    `INSERT INTO llmgw.audit (at, run_id, command) VALUES
       ('2026-01-01Z', 'a', 'nuke-db'), ('2026-01-03Z', 'b', 'nuke-db'), ('2026-01-02Z', 'c', 'nuke-db mark')`,
  );
  expect(await readLastRuns(infra.database)).toEqual([
    { command: 'nuke-db', atMs: Date.UTC(2026, 0, 3) },
    { command: 'nuke-db mark', atMs: Date.UTC(2026, 0, 2) },
  ]);
});
