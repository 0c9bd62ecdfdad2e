import { expect, test } from '@jest/globals';
import { migrate } from '../../../src/db/migrate.ts';
import { writeMarker } from '../../../src/db/queries/wipe-record.ts';
import { surveyDatabase, terminateOthers, type SurveyInput } from '../../../src/wipe/survey.ts';
import { fillDatabase, openClient, runSql } from '../../support/wipe-database.ts';
import { aRequest } from '../../support/wipe-literals.ts';
import { impatientClock, LIMITS, NEVER, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const input = (
  database: SurveyInput['database'],
  fields: Partial<SurveyInput> = {},
): SurveyInput => ({
  ...{ database, request: aRequest(), clock: impatientClock, signal: NEVER, watchMs: 0 },
  ...{ ...LIMITS, applicationName: 'llmgw nuke-db' },
  ...fields,
});

test('finds nothing against a quiet database, and changes nothing', async () => {
  const { url, database } = await rig.newDatabase();
  await fillDatabase(url);
  const survey = await surveyDatabase(input(database, { watchMs: 2_000 }));
  expect(survey.signs).toEqual([]);
  expect(survey.token).toMatch(/^NK-/);
  expect(await runSql(url, `SELECT 1 FROM pg_namespace WHERE nspname = 'llmgw'`)).toEqual([]);
});

test('a database without any of the tables is the wrong one', async () => {
  const { url, database } = await rig.newDatabase();
  await runSql(url, 'DROP TABLE "LiteLLM_ProxyModelTable"');
  await expect(
    surveyDatabase(input(database, { request: aRequest({ scope: 'models' }) })),
  ).rejects.toMatchObject({
    code: 'E_REFUSED',
    message: expect.stringContaining('guard identity'),
  });
});

test('other sessions are a sign, and can be ended one by one', async () => {
  const { url, database } = await rig.newDatabase();
  const other = await openClient(`${url}?application_name=proxy`);
  const ended = new Promise((resolve) => other.once('end', resolve));
  const { evidence, signs } = await surveyDatabase(input(database));
  expect(signs).toEqual(['1 other sessions']);
  const told: unknown[] = [];
  const log = (event: string, fields?: object): void => void told.push([event, fields]);
  await terminateOthers(database, evidence.sessions, { applicationName: 'llmgw nuke-db', log });
  await ended;
  expect(told).toEqual([
    ['session.terminated', expect.objectContaining({ application: 'proxy', ended: true })],
  ]);
});

test('the marker is read', async () => {
  const { database } = await rig.newDatabase();
  await migrate(database);
  await writeMarker(database, 'production');
  expect((await surveyDatabase(input(database))).signs).toEqual(
    expect.arrayContaining(['the database is marked production']),
  );
});
