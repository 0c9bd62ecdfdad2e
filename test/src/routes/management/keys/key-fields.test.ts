import { describe, expect, test } from '@jest/globals';
import {
  readDuration,
  readKeyFields,
} from '../../../../../src/routes/management/keys/key-fields.ts';
import { pretendWork } from '../../../../support/management.ts';

const read = (body: object, before: Record<string, unknown> | null = null) =>
  readKeyFields(pretendWork({ body: { ...body } }), before);

describe('readKeyFields', () => {
  test('columns are columns, the rest of what LiteLLM knows is metadata', () => {
    const { row, ignored } = read({ key_alias: 'a', tags: ['t'], metadata: { x: 1 }, what: 1 });
    expect(row).toEqual({ key_alias: 'a', metadata: { x: 1, tags: ['t'] } });
    expect(ignored).toEqual(['what']);
  });

  test('a duration of -1, or null, never ends', () => {
    expect(read({ duration: '-1' }).row).toEqual({ expires: null });
    expect(read({ duration: null }).row).toEqual({ expires: null });
    expect(read({ duration: '1h' }).row).toEqual({ expires: new Date('2026-01-01T01:00:00Z') });
  });

  test('what is not said is not written', () => {
    expect(read({})).toEqual({ row: {}, softBudget: null, objectPermission: null, ignored: [] });
  });

  test('rotation has a date where it is on and has an interval', () => {
    const at = new Date('2026-01-08T00:00:00Z');
    const interval = { rotation_interval: '7d' };
    expect(read({ auto_rotate: true, ...interval }).row['key_rotation_at']).toEqual(at);
    expect(read({ auto_rotate: true }, interval).row['key_rotation_at']).toEqual(at);
    expect(read({ auto_rotate: false }, interval).row['key_rotation_at']).toBeNull();
    expect(read(interval, { auto_rotate: true }).row['key_rotation_at']).toEqual(at);
  });

  test.each([
    ['llm_api', ['llm_api_routes']],
    ['management', ['management_routes']],
    ['read_only', ['info_routes']],
    ['default', undefined],
  ])('the type %s allows %j', (type, routes) => {
    expect(read({ key_type: type }).row['allowed_routes']).toEqual(routes);
  });

  test('routes that are named win over those of the type', () => {
    const { row } = read({ key_type: 'llm_api', allowed_routes: ['/v1/models'] });
    expect(row['allowed_routes']).toEqual(['/v1/models']);
  });

  test('a type that is a name of every object is none', () => {
    expect(() => read({ key_type: 'constructor' })).toThrow('"key_type" must be one of');
  });

  test('fields that the operation reads itself are left to it', () => {
    const work = pretendWork({ body: { grace_period: 'x', rpm_limit: 1 } });
    expect(readKeyFields(work, null, ['grace_period'])).toMatchObject({
      row: { rpm_limit: 1 },
      ignored: [],
    });
  });
});

test('a duration as it was written', () => {
  expect(readDuration(pretendWork({ body: { grace: '1d' } }), 'grace')).toBe('1d');
  expect(readDuration(pretendWork(), 'grace')).toBeNull();
  expect(() => readDuration(pretendWork({ body: { grace: 'x' } }), 'grace')).toThrow('"grace"');
});
