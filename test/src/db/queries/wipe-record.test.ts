import { expect, test } from '@jest/globals';
import { migrate } from '../../../../src/db/migrate.ts';
import { readMarker } from '../../../../src/db/queries/read-marker.ts';
import {
  insertAudit,
  notifyEverything,
  writeMarker,
} from '../../../../src/db/queries/wipe-record.ts';
import { openClient, runSql } from '../../../support/wipe-database.ts';
import { useWipeRig } from '../../../support/wipe-rig.ts';

const rig = useWipeRig();

test('keeps deeds and the marker, and tells the gateways', async () => {
  const { url, database } = await rig.newDatabase();
  await migrate(database);
  await insertAudit(database, {
    runId: 'r',
    command: 'nuke-db',
    actor: { os_user: 'me' },
    detail: { rows: 1 },
  });
  expect(await runSql(url, 'SELECT run_id, command, actor, detail FROM llmgw.audit')).toEqual([
    { run_id: 'r', command: 'nuke-db', actor: { os_user: 'me' }, detail: { rows: 1 } },
  ]);
  await writeMarker(database, 'ci');
  await writeMarker(database, 'staging');
  expect(await readMarker(database)).toBe('staging');
  await writeMarker(database, null);
  expect(await readMarker(database)).toBeNull();
  const ear = await openClient(url);
  await ear.query('LISTEN llmgw_cache');
  const heard = new Promise((resolve) => ear.once('notification', resolve));
  await notifyEverything(database);
  expect(await heard).toMatchObject({ channel: 'llmgw_cache', payload: '{}' });
  await ear.end();
});
