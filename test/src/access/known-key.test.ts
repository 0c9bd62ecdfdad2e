import { describe, expect, test } from '@jest/globals';
import { KnownKey } from '../../../src/access/known-key.ts';
import { entity, keyRecord, limits, TOKEN } from '../../support/access-rows.ts';

const user = {
  ...entity({ id: 'u1', limits: limits({ maxBudget: 1 }), models: ['x'] }),
  role: 'proxy_admin',
};

function key(given: Parameters<typeof keyRecord>[0]): KnownKey {
  return new KnownKey(keyRecord(given), 0);
}

test('a plain key may do everything, and only its spend is kept', () => {
  const plain = key({});
  expect(plain).toMatchObject({ keyHash: TOKEN, role: null, routes: null, models: [], rates: [] });
  expect(plain.budgets.map(({ account }) => account)).toEqual([`key:${TOKEN}`]);
  expect(plain.refusal(0)).toBeNull();
});

test('it is no error to whoever looks at it', () => {
  expect('status' in key({})).toBe(false);
});

test('the budget and the models of a user bind personal keys only', () => {
  const own = key({ userId: 'u1', user });
  expect(own.models.map(([level]) => level)).toEqual(['user']);
  expect(own.budgets[1]).toMatchObject({ account: 'user:u1', binds: true });
  const teams = key({ userId: 'u1', user, teamId: 't1', team: entity() });
  expect(teams.models).toEqual([]);
  expect(teams.budgets[1]).toMatchObject({ account: 'user:u1', binds: false });
  expect(teams.role).toBe('proxy_admin');
});

test('a member of a team is charged as the spend tables name it', () => {
  const member = entity({ id: 'u1', limits: limits({ maxBudget: 1 }) });
  const { budgets } = key({ teamId: 't1', userId: 'u1', member });
  expect(budgets[1]?.entity).toEqual({ target: 'team_member', ids: ['u1', 't1'] });
});

describe('a key is refused', () => {
  test.each([
    ['blocked', { blocked: true }, 401],
    ['of a blocked team', { team: entity({ blocked: true }) }, 401],
    ['that expired before now', { expiresAtMs: 999 }, 400],
    ['that was replaced', { revokedAtMs: 1_000 }, 401],
  ])('%s', (_name, given, status) => {
    expect(key(given).refusal(1_000)).toMatchObject({ status });
  });

  test.each([
    ['that expires now', { expiresAtMs: 1_000 }],
    ['that is being replaced', { revokedAtMs: 1_001 }],
  ])('but not one %s', (_name, given) => {
    expect(key(given).refusal(1_000)).toBeNull();
  });
});

test('knows what it hangs on, also where no row was found', () => {
  const one = key({
    userId: 'u1',
    teamId: 't1',
    organizationId: 'o1',
    projectId: 'p1',
    budgetIds: ['b1'],
  });
  const kinds = ['key', 'user', 'team', 'organization', 'project', 'budget'];
  const ids = [TOKEN, 'u1', 't1', 'o1', 'p1', 'b1'];
  expect(kinds.map((kind, i) => one.concerns(kind, ids[i] ?? ''))).toEqual(kinds.map(() => true));
  expect(kinds.some((kind) => one.concerns(kind, 'other'))).toBe(false);
  expect(one.concerns('tag', 'u1')).toBe(false);
});

test('limits by model come from the key, its team and its project', () => {
  const { modelRates } = key({
    metadata: { model_rpm_limit: '{"m":1}' },
    team: entity({ id: 't1', metadata: { model_tpm_limit: { m: 2 } } }),
    project: { ...entity({ id: 'p1' }), modelRpm: { m: 3 }, modelTpm: {} },
  });
  expect(modelRates.map((rules) => rules.get('m'))).toMatchObject([
    { label: 'model_per_key', rpm: 1 },
    { label: 'model_per_team', tpm: 2 },
    { label: 'model_per_project', rpm: 3 },
  ]);
});
