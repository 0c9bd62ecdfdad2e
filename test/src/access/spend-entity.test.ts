import { expect, test } from '@jest/globals';
import { entityKey, type SpendEntity } from '../../../src/access/spend-entity.ts';

test('different entities have different keys', () => {
  const entities: SpendEntity[] = [
    { target: 'key', ids: ['a'] },
    { target: 'team', ids: ['a'] },
    { target: 'team_member', ids: ['a:b', 'c'] },
    { target: 'team_member', ids: ['a', 'b:c'] },
    { target: 'team_member', ids: ['1:a', 'b'] },
    { target: 'team_member', ids: ['1', 'a:b'] },
    { target: 'team_member', ids: ['', ''] },
  ];
  expect(new Set(entities.map(entityKey)).size).toBe(entities.length);
});

test('one entity has one key', () => {
  expect(entityKey({ target: 'team_member', ids: ['u', 't'] })).toBe(
    entityKey({ target: 'team_member', ids: ['u', 't'] }),
  );
});
