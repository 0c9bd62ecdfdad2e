import { expect, test } from '@jest/globals';
import { explainStoreFault } from '../../commands/explain-store-fault.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { QueryFault } from '../../src/db/query-fault.ts';

test.each([
  ['55P03', 'E_BUSY'],
  ['57014', 'E_UNREACHABLE'],
  ['42501', 'E_REFUSED'],
  ['25006', 'E_REFUSED'],
  ['23505', 'E_FAILED'],
])('SQLSTATE %s becomes %s', (code, expected) => {
  expect(explainStoreFault(new QueryFault('s', { code }), 'there')).toMatchObject({
    ...{ code: expected, where: 'there' },
  });
});

test('a database that is away is unreachable; what is no fault of it stays', () => {
  const away = {
    service: 'postgresql',
    kind: 'refused',
    where: 'h',
    what: 'x',
    hint: 'y',
  } as const;
  expect(explainStoreFault(new ServiceFault(away), '')).toMatchObject({
    code: 'E_UNREACHABLE',
    hint: 'y',
  });
  const own = new LlmgwError('E_BUSY', 'x');
  expect(explainStoreFault(own, '')).toBe(own);
  const other = new Error('x');
  expect(explainStoreFault(other, '')).toBe(other);
});
