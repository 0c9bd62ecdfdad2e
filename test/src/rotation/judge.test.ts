import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import { proveSealing, undecryptable } from '../../../src/rotation/judge.ts';
import { planRotation } from '../../../src/rotation/plan-rotation.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { expectRotated, expectUntouched } from '../../support/rotation-invariants.ts';
import { rotationOptions } from '../../support/rotation-literals.ts';
import { RotationWorld } from '../../support/rotation-world.ts';

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

describe('a value that no key opens', () => {
  const foreign = seal('x', 'sk-a-key-that-nobody-has');

  beforeEach(async () => {
    await world.addModel('m-1');
    const rest = `, "foreign": "${foreign}", "corrupt": "v3:gcm:${foreign}"`;
    await world.addModel('m-2', { rest });
  });

  test('stops the run before the first write, and its place is told', async () => {
    const before = await world.state();
    const report = await world.run();
    expect(report).toMatchObject({ outcome: 'undecryptable', changed: false });
    expect(report.plan?.notes).toEqual([
      expect.objectContaining({ pk: 'm-2', pointer: '/corrupt', class: 'corrupt' }),
      expect.objectContaining({ pk: 'm-2', pointer: '/foreign', class: 'foreign' }),
    ]);
    expect(JSON.stringify(report)).not.toContain(foreign.slice(0, 20));
    expectUntouched(before, await world.state());
  });

  test('is left byte by byte when it is to be skipped', async () => {
    const before = await world.state();
    const report = await world.run({ options: { skipUndecryptable: true } });
    expect(report).toMatchObject({ outcome: 'done-with-skips', changed: true });
    expect(report.columns[0]).toMatchObject({ rewritten: 4, skipped: 2, old: 0 });
    expectRotated(before, await world.state());
  });
});

describe('what is in clear', () => {
  const rest = ', "plain": "gpt-4o", "secret": "sk-abcdefgh", "wild": "*", "n": 1.10';

  test('stays so', async () => {
    await world.addModel('m-1', { rest });
    const before = await world.state();
    const { columns } = await world.run();
    expect(columns[0]).toMatchObject({ rewritten: 2, plain: 1, plainSecret: 1, empty: 1 });
    expectRotated(before, await world.state());
  });

  test('is sealed on request, once', async () => {
    await world.addModel('m-1', { rest });
    const options = { encryptPlaintext: true };
    const report = await world.run({ options });
    expect(report.columns[0]).toMatchObject({ rewritten: 4, empty: 1 });
    const { secrets } = await world.state();
    expect(secrets.map(({ plain }) => plain).sort()).toEqual(
      ['gpt-4o', 'key of m-1', 'm', 'sk-abcdefgh'].sort(),
    );
    expect(await world.run({ options })).toMatchObject({ outcome: 'nothing-to-do', batches: 0 });
  });
});

test('one value and many are told in their own words', () => {
  expect(undecryptable(1).message).toBe('no key opens 1 value that should be ciphertext');
  expect(undecryptable(2).message).toBe('no key opens 2 values that should be ciphertext');
});

test('what is about to be sealed can be opened again', async () => {
  const next = await SaltKey.from(new Secret('sk-a-new-key'));
  await world.run({}, async (input) => {
    expect(() => proveSealing({ ...input, keys: { old: [], next } })).not.toThrow();
    const options = rotationOptions({ format: 'llmgw1' });
    expect(() => proveSealing({ ...input, options })).not.toThrow();
    return world.run();
  });
});

describe('a user with few rights', () => {
  let limited: RotationWorld;

  beforeEach(async () => {
    await world.addModel('m-1');
    const name = `limited_${new URL(world.url).pathname.slice(1)}`;
    await world.sql(`CREATE ROLE ${name} LOGIN`);
    await world.sql(`GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO ${name}`);
    await world.sql(`REVOKE UPDATE ON "LiteLLM_Config" FROM ${name}`);
    const url = new URL(world.url);
    url.username = name;
    limited = await RotationWorld.at(url.href);
  });

  afterEach(async () => limited.close());

  test('plans, and is refused by the table when it comes to writing', async () => {
    const before = await world.state();
    expect(await limited.run({}, planRotation)).toMatchObject({ outcome: 'planned' });
    expect(await limited.run()).toMatchObject({
      ...{ outcome: 'refused', changed: false },
      message: 'the user of the database may not write to LiteLLM_Config',
    });
    expectUntouched(before, await world.state());
  });

  test.each(['LiteLLM_CredentialsTable', 'LiteLLM_SpendLogs'])(
    'is told that it may not read %s',
    async (table) => {
      const name = new URL(limited.url).username;
      await world.sql(`REVOKE SELECT ON "${table}" FROM ${name}`);
      const { outcome, message, next } = await limited.run({}, planRotation);
      expect([outcome, message]).toEqual([
        'refused',
        `the user of the database may not read ${table}`,
      ]);
      expect(next[0]?.includes('--no-scan')).toBe(table === 'LiteLLM_SpendLogs');
    },
  );
});
