import { expect, test } from '@jest/globals';
import {
  readPostgresFacts,
  readTableFacts,
} from '../../../../src/db/queries/infra-read-postgres.ts';
import { useInfraDatabase } from '../../../support/infra-database.ts';

const rig = useInfraDatabase();

test('what PostgreSQL says of itself, and nothing that could be a secret', async () => {
  const facts = await readPostgresFacts(rig.database);
  expect(facts).toMatchObject({ standby: false, extensions: [expect.stringMatching(/^plpgsql /)] });
  expect(facts?.bytes).toBeGreaterThan(0);
  expect(Object.keys(facts?.settings ?? {})).not.toContain('ssl_passphrase_command');
  const tables = await readTableFacts(rig.database);
  expect(tables).toContainEqual({
    schema: 'llmgw',
    name: 'infra_runs',
    rows: 0,
    bytes: expect.any(Number),
  });
});
