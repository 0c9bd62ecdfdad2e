import { expect, test } from '@jest/globals';
import { readIdentity } from '../../../src/wipe/identity.ts';
import { findMarker } from '../../../src/wipe/marker.ts';
import { runSql } from '../../support/wipe-database.ts';
import { useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();

test('joins what the address says with what the server says', async () => {
  const { url, database } = await rig.newDatabase();
  const { hostname, port, pathname } = new URL(url);
  await runSql(url, `COMMENT ON DATABASE "${pathname.slice(1)}" IS 'ours; environment=CI'`);
  expect(await readIdentity(database, database)).toMatchObject({
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    schema: 'public',
    marker: 'ci',
  });
  expect(await findMarker(database, null)).toBeNull();
});
