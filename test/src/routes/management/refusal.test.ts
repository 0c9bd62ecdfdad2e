import { describe, expect, test } from '@jest/globals';
import { ServiceFault } from '../../../../src/core/service-fault.ts';
import { QueryFault } from '../../../../src/db/query-fault.ts';
import {
  existsAlready,
  notThere,
  toApiError,
  wrongField,
} from '../../../../src/routes/management/refusal.ts';

const queryFault = (code: string, more: object = {}) => new QueryFault('insert', { code, ...more });

describe('toApiError', () => {
  test.each([
    ['23505', 409, 'already_exists'],
    ['23503', 400, 'invalid_reference'],
    ['23502', 400, 'refused_by_database'],
    ['22003', 400, 'refused_by_database'],
    ['42P01', 501, 'not_in_this_database'],
    ['40P01', 503, 'database_unavailable'],
    ['55P03', 503, 'database_unavailable'],
    ['57014', 503, 'database_unavailable'],
    ['25006', 503, 'database_unavailable'],
    ['53100', 503, 'database_unavailable'],
  ])('SQLSTATE %s is %i %s', (sqlstate, status, code) => {
    expect(toApiError(queryFault(sqlstate))).toMatchObject({ status, code });
  });

  test('a reference that leads nowhere names its field', () => {
    const constraint = 'LiteLLM_VerificationToken_budget_id_fkey';
    expect(toApiError(queryFault('23503', { constraint }))).toMatchObject({ param: 'budget_id' });
  });

  test('a database that is away is told without its address', () => {
    const where = 'db.internal:5432';
    const parts = { service: 'postgresql', kind: 'refused', what: 'x', hint: '' } as const;
    const error = toApiError(new ServiceFault({ ...parts, where }));
    expect(error).toMatchObject({ status: 503, retryAfterS: 2 });
    expect(JSON.stringify(error)).not.toContain(where);
  });

  test('refusals are what they say; everything else is a fault of ours', () => {
    expect(toApiError(wrongField('a', 'is wrong'))).toMatchObject({ status: 400, param: 'a' });
    expect(toApiError(notThere('key', 'key'))).toMatchObject({
      status: 404,
      code: 'key_not_found',
    });
    expect(toApiError(existsAlready('key', 'key_alias'))).toMatchObject({ status: 409 });
    expect(toApiError(new TypeError('x'))).toBeNull();
  });
});

test('a long name is cut short', () => {
  expect(wrongField('x'.repeat(10_000), 'is wrong').message.length).toBeLessThan(200);
});
