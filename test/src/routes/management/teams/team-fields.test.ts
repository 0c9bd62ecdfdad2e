import { expect, test } from '@jest/globals';
import { readTeamFields } from '../../../../../src/routes/management/teams/team-fields.ts';
import { pretendWork } from '../../../../support/management.ts';

const read = (body: object, before: Record<string, unknown> | null = null) =>
  readTeamFields(pretendWork({ body: { ...body } }), before, ['members_with_roles']);

test('columns, metadata, aliases and what is ignored', () => {
  const body = {
    team_alias: 'a',
    tags: ['t'],
    model_aliases: { a: 'b' },
    budget_duration: '1d',
    members_with_roles: 'read elsewhere',
    other: 1,
  };
  expect(read(body, { metadata: { x: 1 } })).toEqual({
    row: {
      team_alias: 'a',
      metadata: { x: 1, tags: ['t'] },
      budget_duration: '1d',
      budget_reset_at: new Date('2026-01-02T00:00:00Z'),
    },
    aliases: { a: 'b' },
    ignored: ['other'],
  });
});

test('nothing said, nothing written', () => {
  expect(read({})).toEqual({ row: {}, aliases: null, ignored: [] });
});
