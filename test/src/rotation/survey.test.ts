import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Notes } from '../../../src/rotation/notes.ts';
import { surveyColumn } from '../../../src/rotation/survey.ts';
import { findTargets } from '../../../src/rotation/target.ts';
import { ValuePolicy } from '../../../src/rotation/value-policy.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { rotationOptions } from '../../support/rotation-literals.ts';
import { NEXT, OLD, RotationWorld } from '../../support/rotation-world.ts';

let server: TestPostgres;
let world: RotationWorld;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
beforeEach(async () => {
  world = await RotationWorld.create(server);
});
afterEach(async () => world.close());
afterAll(async () => server.stop());

test('a survey counts values by class and by key, and notes what needs attention', async () => {
  const other = seal('x', 'sk-nobody');
  await world.addModel('m-1', { rest: `, "f": "${other}", "d": "${seal(seal('x', OLD), OLD)}"` });
  await world.addModel('m-2', { key: NEXT });
  const options = rotationOptions({ only: ['LiteLLM_ProxyModelTable'] });
  const [target] = (await findTargets(world.database, 'public', options)).due;
  if (target === undefined) throw new Error('no target');
  const pages: number[] = [];
  const notes = new Notes();
  const kids = new Map<string, number>();
  const counts = await world.lend({}, async ({ keys, session: db }) => {
    const policy = new ValuePolicy(keys, options);
    const onPage = (_target: unknown, { rows }: { rows: number }): void => void pages.push(rows);
    return surveyColumn({ db, policy, batch: 1, notes, kids, buried: [], onPage }, target);
  });
  expect(counts).toMatchObject({
    rows: 2,
    values: 6,
    old: 3,
    alreadyNew: 2,
    foreign: 1,
    double: 1,
  });
  expect([...kids.values()]).toEqual([3, 2]);
  expect(notes.list.map(({ pointer, class: kind }) => [pointer, kind])).toEqual([
    ...[
      ['/d', 'double'],
      ['/f', 'foreign'],
    ],
  ]);
  expect(pages).toEqual([1, 2]);
});
