import { expect, test } from '@jest/globals';
import { isLlmgwError, LlmgwError } from '../../../src/core/errors.ts';
import { ServiceFault } from '../../../src/core/service-fault.ts';
import { QueryFault } from '../../../src/db/query-fault.ts';
import { explainFault } from '../../../src/wipe/explain-fault.ts';

const codeOf = (thrown: unknown): string => {
  const explained = explainFault(thrown, 'h:1/d');
  return isLlmgwError(explained) ? explained.code : 'none';
};

test.each([
  ['55P03', 'E_BUSY'],
  ['57014', 'E_UNREACHABLE'],
  ['42501', 'E_REFUSED'],
  ['25006', 'E_REFUSED'],
  ['42P01', 'E_REFUSED'],
  ['53100', 'E_FAILED'],
  ['23503', 'E_FAILED'],
  ['XX000', 'E_FAILED'],
])('SQLSTATE %s ends as %s', (code, expected) => {
  expect(codeOf(new QueryFault('wipe-truncate', { code, severity: 'ERROR' }))).toBe(expected);
});

test('a server that cannot be reached is 4, with its own hint', () => {
  const fault = new ServiceFault({
    service: 'postgresql',
    kind: 'refused',
    where: 'h:1',
    what: 'no',
    hint: 'start it',
  });
  expect(explainFault(fault, 'x')).toMatchObject({
    code: 'E_UNREACHABLE',
    hint: 'start it',
    where: 'h:1',
  });
});

test('everything else stays as it is', () => {
  const ours = new LlmgwError('E_IO', 'x');
  const other = new Error('bug');
  expect(explainFault(ours, '')).toBe(ours);
  expect(explainFault(other, '')).toBe(other);
});
